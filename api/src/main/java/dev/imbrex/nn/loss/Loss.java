package dev.imbrex.nn.loss;

import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How wrong a network's outputs are, averaged over a batch.
 *
 * <p>Cross-entropies take logits. Where the network ends with the softmax or sigmoid that belongs
 * to the loss, training leaves it out and the loss does its work, more accurately.
 */
public interface Loss {
  /**
   * Cross-entropy of softmax(logits) with integer labels. Outputs {@code [N, ..., C]}, labels I32
   * {@code [N, ...]}.
   */
  Loss SPARSE_CATEGORICAL_CROSSENTROPY = StandardLoss.SPARSE_CATEGORICAL_CROSSENTROPY;

  /**
   * Cross-entropy of softmax(logits) with distributions, such as one-hot labels, of the outputs'
   * shape {@code [N, ..., C]}.
   */
  Loss CATEGORICAL_CROSSENTROPY = StandardLoss.CATEGORICAL_CROSSENTROPY;

  /** Cross-entropy of sigmoid(logits) with targets in [0, 1] of the outputs' shape. */
  Loss BINARY_CROSSENTROPY = StandardLoss.BINARY_CROSSENTROPY;

  /** Mean of (output - target)^2; targets have the outputs' shape. */
  Loss MEAN_SQUARED_ERROR = StandardLoss.MEAN_SQUARED_ERROR;

  /** Mean of |output - target|; targets have the outputs' shape. */
  Loss MEAN_ABSOLUTE_ERROR = StandardLoss.MEAN_ABSOLUTE_ERROR;

  /**
   * Returns the type of the labels for a batch of outputs.
   *
   * @throws dev.imbrex.tensor.ShapeException if the loss does not take such outputs
   */
  TensorType labels(TensorType outputs);

  /**
   * Returns the function that turns the logits this loss takes into probabilities, if it takes
   * such.
   */
  Optional<ActivationFunction> activation();

  /**
   * Returns this loss with smoothed labels: a target t of C classes becomes t (1 - share) + share /
   * C (Szegedy et al., 2016).
   *
   * @param share from 0 to less than 1; 0.1 is common
   * @throws IllegalArgumentException if it is not, or the loss is not one of the two
   *     cross-entropies of softmax
   */
  default Loss labelSmoothing(double share) {
    throw new IllegalArgumentException(
        "Label smoothing is for cross-entropies of classes, not for " + config().get("type") + ".");
  }

  /**
   * Returns this loss with classes that count differently: examples of class k weights[k] times.
   * The sum is still divided by the number of examples, not by that of their weights. Weights count
   * in training, not in judging.
   *
   * @throws IllegalArgumentException if one is negative or not finite, or the loss is not one of
   *     the two cross-entropies of softmax
   */
  default Loss classWeights(List<Double> weights) {
    throw new IllegalArgumentException(
        "Class weights are for cross-entropies of classes, not for " + config().get("type") + ".");
  }

  /** Returns the loss by which networks are judged: this, but for what belongs to training. */
  default Loss judging() {
    return this;
  }

  /** Emits the loss, a scalar: the mean over all labels. */
  Value emit(OpEmitter b, Value outputs, Value labels);

  /** Returns the loss as a map from which {@link Losses#fromConfig} makes it again. */
  Map<String, Object> config();
}
