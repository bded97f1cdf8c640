/** The command {@code imbrex conformance}; found by {@code ServiceLoader}. */
@NullMarked
package dev.imbrex.conformance.command;

import org.jspecify.annotations.NullMarked;
