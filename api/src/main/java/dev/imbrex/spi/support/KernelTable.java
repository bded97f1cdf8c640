package dev.imbrex.spi.support;

import dev.imbrex.op.Op;
import dev.imbrex.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** Which op class is run by which kernels. */
public final class KernelTable {
  private final Map<Class<? extends Op>, KernelFactory<? extends Op>> factories = new HashMap<>();

  /** Says how the ops of a class are run, for all input types. */
  public <T extends Op> KernelTable put(Class<T> op, KernelFactory<T> factory) {
    factories.put(op, factory);
    return this;
  }

  /** Says how the ops of a class are run, for those input types that the condition accepts. */
  public <T extends Op> KernelTable put(
      Class<T> op, BiPredicate<T, List<TensorType>> condition, KernelFactory<T> factory) {
    return put(
        op,
        new KernelFactory<T>() {
          @Override
          public Kernel create(T o, List<TensorType> inputs, List<TensorType> outputs) {
            return factory.create(o, inputs, outputs);
          }

          @Override
          public boolean supports(T o, List<TensorType> inputs) {
            return condition.test(o, inputs);
          }
        });
  }

  /** Returns the op classes that have an entry. */
  public Set<Class<? extends Op>> ops() {
    return Set.copyOf(factories.keySet());
  }

  /** Returns whether there is a kernel for an op with inputs of these types. */
  @SuppressWarnings("unchecked")
  public boolean supports(Op op, List<TensorType> inputs) {
    KernelFactory<Op> f = (KernelFactory<Op>) factories.get(op.getClass());
    return f != null && f.supports(op, inputs);
  }

  /**
   * Makes the kernel for an op.
   *
   * @throws IllegalArgumentException if there is none
   */
  @SuppressWarnings("unchecked")
  public Kernel create(Op op, List<TensorType> inputs, List<TensorType> outputs) {
    KernelFactory<Op> f = (KernelFactory<Op>) factories.get(op.getClass());
    if (f == null) {
      throw new IllegalArgumentException("No kernel for " + op + " of " + inputs + ".");
    }
    return f.create(op, inputs, outputs);
  }
}
