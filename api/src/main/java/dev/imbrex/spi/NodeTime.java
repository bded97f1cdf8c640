package dev.imbrex.spi;

/**
 * How long a node of a program took on a device, all runs since it was compiled together.
 *
 * @param source where the node comes from, such as a layer's name; may be empty
 * @param op the name of the op; {@link #COPY} for a copy that the memory plan needs
 * @param kernel what ran it, as in {@link Executable#explain}
 * @param runs how often it ran
 * @param nanos how long that took, in nanoseconds
 * @param flops how many floating-point operations that were, a multiply-add counting as two; 0 for
 *     ops that are not bound by arithmetic
 * @param bytes how many bytes that moved at least: each input read and each output written once
 */
public record NodeTime(
    String source, String op, String kernel, long runs, long nanos, double flops, double bytes) {
  /** What stands for the op of a copy. */
  public static final String COPY = "Copy";
}
