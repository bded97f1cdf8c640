package dev.imbrex.spi;

import dev.imbrex.op.Op;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * What is known of the ways to run an op on a device, from measurements.
 *
 * @param source where the op comes from, such as a layer's name; may be empty
 * @param before the name of the way in which it ran before anything was measured
 * @param beforeNanos how long that took, in nanoseconds; the two were measured in turns
 * @param after the name of the fastest way, which is taken from now on; may be the same
 * @param afterNanos how long that takes
 * @param flops how many floating-point operations that are, as in {@link NodeTime}
 * @param failed how many other ways failed: did not build, computed something else, or took the
 *     driver with them
 */
public record TunedOp(
    String source,
    Op op,
    List<TensorType> inputs,
    String before,
    double beforeNanos,
    String after,
    double afterNanos,
    double flops,
    int failed) {}
