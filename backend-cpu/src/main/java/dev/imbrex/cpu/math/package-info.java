/**
 * Float32 functions of the {@code cpu} backend.
 *
 * <p>{@link dev.imbrex.cpu.math.FloatMath} has them for one number, {@link
 * dev.imbrex.cpu.math.VectorMath} for a vector, step by step the same: the bits of a result do not
 * depend on where in an array it stands, whether the machine has vectors, or whether the JIT has
 * compiled the code yet (the vector module's own EXP, TANH and LOG fail that). A new function needs
 * both, and a line in {@code MathTest}.
 */
@NullMarked
package dev.imbrex.cpu.math;

import org.jspecify.annotations.NullMarked;
