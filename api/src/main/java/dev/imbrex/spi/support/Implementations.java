package dev.imbrex.spi.support;

import dev.imbrex.op.Op;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Several ways to run one class of ops, each with its name; the first that fits is chosen where
 * nobody asks for another.
 *
 * <p>A way may have variants, such as sizes of tiles: names that begin with its own and a hyphen,
 * which its factory {@linkplain KernelFactory#offers offers}. They are not listed, but can be asked
 * for.
 */
public final class Implementations<T extends Op> implements KernelFactory<T> {
  private record Way<T extends Op>(
      BiPredicate<T, List<TensorType>> condition,
      BiPredicate<T, List<TensorType>> behind,
      KernelFactory<T> factory) {
    boolean fits(T op, List<TensorType> inputs) {
      return condition.test(op, inputs) && factory.supports(op, inputs);
    }
  }

  private final Map<String, Way<T>> ways = new LinkedHashMap<>();

  /** Adds a way, behind those that are there, for all input types. */
  public Implementations<T> add(String name, KernelFactory<T> factory) {
    return add(name, (op, inputs) -> true, factory);
  }

  /** Adds a way, behind those that are there, for input types that the condition accepts. */
  public Implementations<T> add(
      String name, BiPredicate<T, List<TensorType>> condition, KernelFactory<T> factory) {
    return add(name, condition, (op, inputs) -> false, factory);
  }

  /**
   * Adds a way, behind those that are there, for input types that the condition accepts.
   *
   * @param behind for which of these it goes behind those that are added later, too
   */
  public Implementations<T> add(
      String name,
      BiPredicate<T, List<TensorType>> condition,
      BiPredicate<T, List<TensorType>> behind,
      KernelFactory<T> factory) {
    if (ways.putIfAbsent(name, new Way<>(condition, behind, factory)) != null) {
      throw new IllegalArgumentException("There are two implementations called " + name + ".");
    }
    return this;
  }

  private List<String> fitting(T op, List<TensorType> inputs) {
    List<String> names = new ArrayList<>();
    List<String> last = new ArrayList<>();
    ways.forEach(
        (name, way) -> {
          if (way.fits(op, inputs)) {
            (way.behind.test(op, inputs) ? last : names).add(name);
          }
        });
    names.addAll(last);
    return names;
  }

  @Override
  public boolean supports(T op, List<TensorType> inputs) {
    return !fitting(op, inputs).isEmpty();
  }

  @Override
  public List<String> implementations(T op, List<TensorType> inputs) {
    List<String> names = fitting(op, inputs);
    return names.size() > 1 ? names : List.of();
  }

  @Override
  public boolean offers(T op, List<TensorType> inputs, String implementation) {
    Way<T> way = ways.get(implementation);
    return way == null ? variant(op, inputs, implementation).isPresent() : way.fits(op, inputs);
  }

  /** Returns the way that has a variant of this name. */
  private Optional<Way<T>> variant(T op, List<TensorType> inputs, String name) {
    return ways.entrySet().stream()
        .filter(e -> !ways.containsKey(name) && name.startsWith(e.getKey() + "-"))
        .map(Map.Entry::getValue)
        .filter(w -> w.fits(op, inputs) && w.factory.offers(op, inputs, name))
        .findFirst();
  }

  @Override
  public Kernel create(T op, List<TensorType> inputs, List<TensorType> outputs) {
    List<String> names = fitting(op, inputs);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("No kernel for " + op + " of " + inputs + ".");
    }
    return create(op, inputs, outputs, names.get(0));
  }

  @Override
  public Kernel create(
      T op, List<TensorType> inputs, List<TensorType> outputs, String implementation) {
    Way<T> way = ways.get(implementation);
    Optional<Way<T>> varied = variant(op, inputs, implementation);
    if (varied.isPresent()) {
      return varied.get().factory.create(op, inputs, outputs, implementation);
    }
    if (way == null || !way.fits(op, inputs)) {
      throw new IllegalArgumentException(
          "There is no implementation "
              + implementation
              + " for "
              + op
              + " of "
              + inputs
              + ", only "
              + fitting(op, inputs)
              + ".");
    }
    return way.factory.create(op, inputs, outputs);
  }
}
