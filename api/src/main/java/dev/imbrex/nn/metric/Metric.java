package dev.imbrex.nn.metric;

import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import java.util.Map;

/** An average over all predictions, such as the share of those that are right. */
public interface Metric {
  /**
   * Which predictions are right, by the labels' type: integers, as {@link
   * #SPARSE_CATEGORICAL_ACCURACY}; one output per example, as {@link #BINARY_ACCURACY}; else as
   * {@link #CATEGORICAL_ACCURACY}.
   */
  Metric ACCURACY = StandardMetric.ACCURACY;

  /** Whether the greatest output is that of the integer label. */
  Metric SPARSE_CATEGORICAL_ACCURACY = StandardMetric.SPARSE_CATEGORICAL_ACCURACY;

  /** Whether the greatest output is that of the greatest target, as of a one-hot label. */
  Metric CATEGORICAL_ACCURACY = StandardMetric.CATEGORICAL_ACCURACY;

  /**
   * Whether an output is above the threshold (0 for logits, else 0.5) just where its target is 1.
   */
  Metric BINARY_ACCURACY = StandardMetric.BINARY_ACCURACY;

  /** Returns whether the label's output is among the k greatest; labels are integers or one-hot. */
  static Metric topK(int k) {
    return new TopK(k);
  }

  /** Returns the name that reports have, such as {@code accuracy}. */
  String label();

  /**
   * Emits the metric of one batch.
   *
   * @param outputs {@code [N, ..., C]}
   * @param labels of the type that the loss says
   * @param logits whether the outputs are logits, not probabilities or other values
   */
  Tally emit(OpEmitter b, Value outputs, Value labels, boolean logits);

  /** Returns the metric as a map from which {@link Metrics#fromConfig} makes it again. */
  Map<String, Object> config();
}
