package dev.imbrex.spi.support;

import dev.imbrex.op.Op;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Makes the kernels of one class of ops. A lambda will do where there is one way to run them;
 * {@link Implementations} is for several.
 */
@FunctionalInterface
public interface KernelFactory<T extends Op> {
  /** Makes the kernel for an op and the types of its inputs and results. */
  Kernel create(T op, List<TensorType> inputs, List<TensorType> outputs);

  /** Returns whether there is a kernel for these input types, which the op's inference accepts. */
  default boolean supports(T op, List<TensorType> inputs) {
    return true;
  }

  /**
   * Returns the names of the ways to run this op with these input types, that of {@link #create(Op,
   * List, List)} first; empty where it is the only one.
   */
  default List<String> implementations(T op, List<TensorType> inputs) {
    return List.of();
  }

  /**
   * Returns whether this op can be run in the way of this name with these input types: each of
   * {@link #implementations}, and whatever else {@link #create(Op, List, List, String)} takes, such
   * as sizes of tiles, of which there are too many to list.
   */
  default boolean offers(T op, List<TensorType> inputs, String implementation) {
    return implementations(op, inputs).contains(implementation);
  }

  /**
   * Makes the kernel that runs an op in a certain way.
   *
   * @param implementation one that this factory {@linkplain #offers offers} for this op and these
   *     inputs
   */
  default Kernel create(
      T op, List<TensorType> inputs, List<TensorType> outputs, String implementation) {
    throw new IllegalArgumentException(
        op.name() + " has no implementation " + implementation + "; leave it to the backend.");
  }
}
