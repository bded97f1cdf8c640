package dev.imbrex.train;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long and on what terms a model is trained; immutable.
 *
 * <p>Whoever says nothing else gets batches of {@value #DEFAULT_BATCH_SIZE}, in an order drawn anew
 * for each epoch from the seed {@value #DEFAULT_SEED}.
 */
public final class Fit {
  /** The batch size where none is given. */
  public static final int DEFAULT_BATCH_SIZE = 32;

  /** The seed where none is given. */
  public static final long DEFAULT_SEED = 0;

  private final int epochs;
  private final int batchSize;
  private final long seed;
  private final boolean shuffle;
  private final List<Double> classWeights;
  private final @Nullable Dataset validation;
  private final List<Callback> callbacks;
  private final @Nullable Checkpoint resume;
  private final boolean allowChangedData;

  private Fit(
      int epochs,
      int batchSize,
      long seed,
      boolean shuffle,
      List<Double> classWeights,
      @Nullable Dataset validation,
      List<Callback> callbacks,
      @Nullable Checkpoint resume,
      boolean allowChangedData) {
    this.epochs = epochs;
    this.batchSize = batchSize;
    this.seed = seed;
    this.shuffle = shuffle;
    this.classWeights = List.copyOf(classWeights);
    this.validation = validation;
    this.callbacks = List.copyOf(callbacks);
    this.resume = resume;
    this.allowChangedData = allowChangedData;
    if (epochs < 0 || batchSize < 1) {
      throw new IllegalArgumentException(
          "Training needs 0 epochs or more and a batch size of at least 1, but got "
              + epochs
              + " and "
              + batchSize
              + ".");
    }
  }

  /** Returns the terms of going through the data this many times in all. */
  public static Fit epochs(int count) {
    return new Fit(
        count, DEFAULT_BATCH_SIZE, DEFAULT_SEED, true, List.of(), null, List.of(), null, false);
  }

  /** Returns these terms with another batch size; the last batch of an epoch may be smaller. */
  public Fit batchSize(int size) {
    return new Fit(
        epochs, size, seed, shuffle, classWeights, validation, callbacks, resume, allowChangedData);
  }

  /** Returns these terms with a data set by which the model is judged after each epoch. */
  public Fit validation(Dataset data) {
    return new Fit(
        epochs, batchSize, seed, shuffle, classWeights, data, callbacks, resume, allowChangedData);
  }

  /**
   * Returns these terms with another seed, for order, augmentation, dropout and, if the model has
   * not been initialised, its first numbers.
   */
  public Fit seed(long number) {
    return new Fit(
        epochs,
        batchSize,
        number,
        shuffle,
        classWeights,
        validation,
        callbacks,
        resume,
        allowChangedData);
  }

  /** Returns these terms with examples in a new order each epoch, or always in their own. */
  public Fit shuffle(boolean anew) {
    return new Fit(
        epochs,
        batchSize,
        seed,
        anew,
        classWeights,
        validation,
        callbacks,
        resume,
        allowChangedData);
  }

  /**
   * Returns these terms with classes that count differently in training, in place of weights that
   * the trainer's loss has: examples of class k count weights[k] times, as {@code class_weight} in
   * Keras. Without any, as at first, the loss is left as it is.
   *
   * <p>The same as {@link dev.imbrex.nn.loss.Loss#classWeights}: the weighted sum is divided by the
   * number of examples, not by the sum of their weights, so that weights whose mean over the
   * examples is 1 leave the size of the loss and of its gradients alike. They count in training,
   * not in validation. A checkpoint keeps them with the loss, so that {@link Checkpoint#trainer}
   * has them.
   *
   * @throws IllegalArgumentException when training begins, if a weight is negative or not finite,
   *     or the loss is not one of the two cross-entropies of softmax; {@link
   *     dev.imbrex.tensor.ShapeException} if there is not one for each class
   */
  public Fit classWeights(List<Double> weights) {
    return new Fit(
        epochs, batchSize, seed, shuffle, weights, validation, callbacks, resume, allowChangedData);
  }

  /** Returns these terms with these callbacks in place of others. */
  public Fit callbacks(Callback... list) {
    return callbacks(List.of(list));
  }

  /** Returns these terms with these callbacks in place of others. */
  public Fit callbacks(List<? extends Callback> list) {
    return new Fit(
        epochs,
        batchSize,
        seed,
        shuffle,
        classWeights,
        validation,
        List.copyOf(list),
        resume,
        allowChangedData);
  }

  /**
   * Returns these terms, going on from a checkpoint: with the same model, data and terms, training
   * ends in the same bits as if it had never been interrupted. Only the number of epochs,
   * validation and callbacks may differ.
   *
   * <p>Ops are run in the ways that the checkpoint names, also where the device has been tuned
   * since or its record is lost. Where the backend does not have them, as on another device, the
   * log says so and they run as usual; {@link Checkpoint#withoutWays} asks for that.
   */
  public Fit resume(Checkpoint checkpoint) {
    return new Fit(
        epochs,
        batchSize,
        seed,
        shuffle,
        classWeights,
        validation,
        callbacks,
        checkpoint,
        allowChangedData);
  }

  /**
   * Returns these terms, which resume a checkpoint on other data, too, or only on that which it was
   * trained on. Shape and classes of the examples stay the same; where there are fewer batches than
   * the checkpoint has behind it in its epoch, that epoch is over.
   */
  public Fit allowChangedData(boolean allowed) {
    return new Fit(
        epochs, batchSize, seed, shuffle, classWeights, validation, callbacks, resume, allowed);
  }

  /** Returns how many times training goes through the data. */
  public int epochs() {
    return epochs;
  }

  /** Returns the batch size. */
  public int batchSize() {
    return batchSize;
  }

  /** Returns the seed. */
  public long seed() {
    return seed;
  }

  /** Returns whether the order of examples is drawn anew each epoch. */
  public boolean shuffle() {
    return shuffle;
  }

  /** Returns how much each class counts, or nothing if the loss alone says so. */
  public List<Double> classWeights() {
    return classWeights;
  }

  @Nullable Dataset validation() {
    return validation;
  }

  List<Callback> callbacks() {
    return callbacks;
  }

  @Nullable Checkpoint resume() {
    return resume;
  }

  boolean allowChangedData() {
    return allowChangedData;
  }
}
