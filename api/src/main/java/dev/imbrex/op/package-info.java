/**
 * What can be computed: {@link dev.imbrex.op.CoreOp}s, the small fixed set that every backend
 * handles, and {@link dev.imbrex.op.CompositeOp}s, which are made of them.
 *
 * <p>An op says what, never how: an immutable record with value equality that infers the types of
 * its results and refuses shapes that do not fit. The meaning of each op is pinned down, rule by
 * rule, in {@code docs/spec/ops.md}. A new composite goes into {@code dev.imbrex.op.composite}; a
 * new core op needs an entry in every table that walks {@code
 * CoreOp.class.getPermittedSubclasses()}, and tests say which.
 */
@NullMarked
package dev.imbrex.op;

import org.jspecify.annotations.NullMarked;
