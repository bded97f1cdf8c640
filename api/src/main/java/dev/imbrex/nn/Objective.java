package dev.imbrex.nn;

import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.metric.Tally;
import dev.imbrex.op.Concat;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a network is judged by: a loss and metrics.
 *
 * <p>Over many batches they add up on the device in one vector: the sum of the loss over examples,
 * the number of examples, and then for each metric its sum and its count.
 */
public record Objective(Loss loss, List<Metric> metrics) {
  public Objective {
    metrics = List.copyOf(metrics);
  }

  /** Returns the length of the vector. */
  public int accumulators() {
    return 2 + 2 * metrics.size();
  }

  /** Returns what networks are judged by: the same, but for what belongs to training. */
  Objective judging() {
    return new Objective(loss.judging(), metrics);
  }

  /** Returns {@code loss} and the names of the metrics. */
  public List<String> names() {
    List<String> names = new ArrayList<>(List.of("loss"));
    metrics.forEach(m -> names.add(m.label()));
    return names;
  }

  /** Returns the averages by name from the sums and counts; NaN where nothing has been counted. */
  public Map<String, Double> averages(double[] sums) {
    Map<String, Double> m = new LinkedHashMap<>();
    List<String> names = names();
    for (int i = 0; i < names.size(); i++) {
      m.put(names.get(i), sums[2 * i] / sums[2 * i + 1]);
    }
    return m;
  }

  /**
   * Checks that the loss takes what the model gives.
   *
   * @throws IllegalArgumentException if the model ends with another function than the loss expects
   */
  void check(Model model) {
    Optional<ActivationFunction> wanted = loss.activation();
    Layer last = model.last().layer();
    if (wanted.isEmpty() || !(last instanceof Activated)) {
      return;
    }
    ActivationFunction has = ((Activated) last).activation();
    boolean probabilities =
        has.equals(ActivationFunction.SOFTMAX) || has.equals(ActivationFunction.SIGMOID);
    if (probabilities && !has.equals(wanted.orElseThrow())) {
      throw new IllegalArgumentException(
          "The loss "
              + loss.config().get("type")
              + " takes logits or "
              + wanted.orElseThrow()
              + ", but the model ends with "
              + has
              + " in "
              + model.last().name()
              + "; change one of them.");
    }
  }

  /** Emits what a batch of n examples adds to the vector. */
  Value tally(OpEmitter b, Value loss, Value outputs, Value labels) {
    int n = outputs.shape().dim(0);
    List<Value> parts = new ArrayList<>();
    parts.add(b.mul(loss, n));
    parts.add(b.scalar(outputs, n));
    for (Metric m : metrics) {
      Tally t = m.emit(b, outputs, labels, this.loss.activation().isPresent());
      parts.add(t.sum());
      parts.add(b.scalar(outputs, t.count()));
    }
    List<Value> row = new ArrayList<>();
    parts.forEach(v -> row.add(b.reshape(v, Shape.of(1))));
    return b.emit(new Concat(0), row).get(0);
  }
}
