package dev.imbrex.train;

import dev.imbrex.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labelled examples to learn from or to be judged by, each found by its index.
 *
 * <p>The features of an example are as the network takes them: decoded, normalised, in row-major
 * order ({@code [H, W, C]} for pictures). Reading one index twice gives the same numbers; what is
 * different each time is an {@link #augmented augmentation}. Safe for use from several threads.
 */
public interface Dataset {
  /** Returns what people call it, such as {@code mnist train}. */
  String name();

  /** Returns the number of examples, at least 1. */
  int size();

  /**
   * Returns the shape of one example, without the batch; {@code [n]} for networks of several
   * inputs, whose numbers lie one behind the other.
   */
  Shape exampleShape();

  /** Returns the names of the classes; label k is called by the name at index k. */
  List<String> classNames();

  /**
   * Copies the features of an example.
   *
   * @param index from 0 to {@link #size} - 1
   * @param dst gets as many numbers as {@link #exampleShape} has, from index {@code offset} on
   */
  void read(int index, float[] dst, int offset);

  /** Returns the class of an example, from 0 to {@link #classes} - 1. */
  int label(int index);

  /**
   * Returns the class of an example for one output of a network that has several; the same for all
   * of them unless it is said otherwise.
   */
  default int label(int index, int output) {
    return label(index);
  }

  /** Returns the number of classes. */
  default int classes() {
    return classNames().size();
  }

  /** Returns how examples are varied in training; {@link #read} gives them as they are. */
  default Augmentation augmentation() {
    return Augmentation.NONE;
  }

  /** Returns these examples, also varied in this way in training. */
  default Dataset augmented(Augmentation next) {
    return new AugmentedDataset(this, augmentation().then(next));
  }

  /**
   * Returns the examples at these indices, in this order.
   *
   * @throws IllegalArgumentException if there is none or one is out of range
   */
  default Dataset subset(int... indices) {
    return new SubsetDataset(this, indices.clone());
  }

  /**
   * Returns the first examples.
   *
   * @throws IllegalArgumentException if {@code count} is less than 1 or more than there are
   */
  default Dataset take(int count) {
    if (count < 1 || count > size()) {
      throw new IllegalArgumentException(
          "The data set " + name() + " has " + size() + " examples; can not take " + count + ".");
    }
    return subset(IntStream.range(0, count).toArray());
  }

  /** Returns these examples with their features changed by a function, always in the same way. */
  default Dataset map(FeatureMap function) {
    return new MappedDataset(this, exampleShape(), function);
  }

  /**
   * Returns these examples under another shape of the same size.
   *
   * @throws dev.imbrex.tensor.ShapeException if it has another size
   */
  default Dataset reshape(Shape shape) {
    return new MappedDataset(this, shape, (features, at, length) -> {});
  }

  /**
   * Splits the examples in two at random, with each class in the same proportion, for training and
   * validation.
   *
   * @param fraction how much goes to the first part, between 0 and 1
   * @param seed the same seed gives the same parts
   * @throws IllegalArgumentException if a part would be empty
   */
  default Split split(double fraction, long seed) {
    return SubsetDataset.split(this, fraction, seed);
  }

  /** Two parts of a data set that have no example in common. */
  record Split(Dataset first, Dataset second) {}

  /** Changes the features of an example in place. */
  @FunctionalInterface
  interface FeatureMap {
    /** Changes the features at indices {@code at} to {@code at + length - 1}. */
    void apply(float[] features, int at, int length);
  }

  /** Returns a data set of examples in memory. */
  static Dataset of(
      String name, Shape exampleShape, List<String> classNames, float[] features, int[] labels) {
    return new InMemoryDataset(name, exampleShape, classNames, features, labels);
  }

  /** Returns as many class names as asked for: "0", "1", "2", … */
  static List<String> numberedClasses(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
