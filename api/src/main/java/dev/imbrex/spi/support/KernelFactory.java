package dev.imbrex.spi.support;

import dev.imbrex.op.Op;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** Makes the kernels of one class of ops. */
@FunctionalInterface
public interface KernelFactory<T extends Op> {
  /** Makes the kernel for an op and the types of its inputs and results. */
  Kernel create(T op, List<TensorType> inputs, List<TensorType> outputs);

  /** Returns whether there is a kernel for these input types, which the op's inference accepts. */
  default boolean supports(T op, List<TensorType> inputs) {
    return true;
  }
}
