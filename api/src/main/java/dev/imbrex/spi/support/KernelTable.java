package dev.imbrex.spi.support;

import dev.imbrex.op.Op;
import dev.imbrex.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** Which op class is run by which kernels. */
public final class KernelTable {
  private final Map<Class<? extends Op>, KernelFactory<? extends Op>> factories = new HashMap<>();

  /** Says how the ops of a class are run, for all input types that the factory supports. */
  public <T extends Op> KernelTable put(Class<T> op, KernelFactory<T> factory) {
    factories.put(op, factory);
    return this;
  }

  /** Says how the ops of a class are run, for those input types that the condition accepts, too. */
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
            return condition.test(o, inputs) && factory.supports(o, inputs);
          }

          @Override
          public List<String> implementations(T o, List<TensorType> inputs) {
            return factory.implementations(o, inputs);
          }

          @Override
          public boolean offers(T o, List<TensorType> inputs, String implementation) {
            return factory.offers(o, inputs, implementation);
          }

          @Override
          public Kernel create(
              T o, List<TensorType> inputs, List<TensorType> outputs, String implementation) {
            return factory.create(o, inputs, outputs, implementation);
          }
        });
  }

  /** Returns the op classes that have an entry. */
  public Set<Class<? extends Op>> ops() {
    return Set.copyOf(factories.keySet());
  }

  /** Returns whether there is a kernel for an op with inputs of these types. */
  public boolean supports(Op op, List<TensorType> inputs) {
    return factory(op).filter(f -> f.supports(op, inputs)).isPresent();
  }

  /**
   * Returns the names of the ways to run an op with inputs of these types, the usual one first;
   * empty where there are not several.
   */
  public List<String> implementations(Op op, List<TensorType> inputs) {
    return factory(op)
        .filter(f -> f.supports(op, inputs))
        .map(f -> f.implementations(op, inputs))
        .orElse(List.of());
  }

  /** Returns whether {@link #create} would take this way to run an op, listed or not. */
  public boolean offers(Op op, List<TensorType> inputs, String implementation) {
    return factory(op)
        .filter(f -> f.supports(op, inputs) && f.offers(op, inputs, implementation))
        .isPresent();
  }

  /**
   * Makes the kernel for an op.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Kernel create(Op op, List<TensorType> inputs, List<TensorType> outputs) {
    return create(op, inputs, outputs, Optional.empty());
  }

  /**
   * Makes the kernel for an op.
   *
   * @param implementation the way to run it if it is one that there is for this op ({@link
   *     #offers}); otherwise the usual way is taken
   * @throws IllegalArgumentException if there is none
   */
  public Kernel create(
      Op op, List<TensorType> inputs, List<TensorType> outputs, Optional<String> implementation) {
    KernelFactory<Op> f =
        factory(op)
            .orElseThrow(
                () -> new IllegalArgumentException("No kernel for " + op + " of " + inputs + "."));
    Optional<String> way = implementation.filter(n -> f.offers(op, inputs, n));
    return way.isPresent()
        ? f.create(op, inputs, outputs, way.get())
        : f.create(op, inputs, outputs);
  }

  @SuppressWarnings("unchecked") // put keeps class and factory together
  private Optional<KernelFactory<Op>> factory(Op op) {
    return Optional.ofNullable((KernelFactory<Op>) factories.get(op.getClass()));
  }
}
