package dev.imbrex.nn.loss;

import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
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

  /** Emits the loss, a scalar: the mean over all labels. */
  Value emit(OpEmitter b, Value outputs, Value labels);

  /** Returns the loss as a map from which {@link Losses#fromConfig} makes it again. */
  Map<String, Object> config();
}
