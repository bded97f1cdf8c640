/**
 * The composite ops that come with the library, each defined by its {@code decompose}.
 *
 * <p>A new composite is a record here with its decomposition, its rules in {@code docs/spec/ops.md}
 * and a case in the conformance kit. Backends need not know it.
 */
@NullMarked
package dev.imbrex.op.composite;

import org.jspecify.annotations.NullMarked;
