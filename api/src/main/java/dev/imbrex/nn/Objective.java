package dev.imbrex.nn;

import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.metric.Tally;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Crop;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a network is judged by: a loss and metrics.
 *
 * <p>A network of several outputs is judged by the sum of their losses, each with labels of its
 * own; in training, the losses of {@link Auxiliary} outputs are added, times their weights, with
 * the labels of the main output. Over many batches all figures add up on the device in one vector:
 * the sum of the loss over examples, the number of examples, and then for each metric its sum and
 * its count; where there are several outputs, then for each of them the same.
 *
 * @param outputs what several outputs are called; empty if there is one
 */
public record Objective(Loss loss, List<Metric> metrics, List<String> outputs) {
  private static final String LOSS = "loss";

  public Objective {
    metrics = List.copyOf(metrics);
    outputs = List.copyOf(outputs);
  }

  /** Creates what a network of one output is judged by. */
  public Objective(Loss loss, List<Metric> metrics) {
    this(loss, metrics, List.of());
  }

  /** Returns what a model is judged by. */
  public static Objective of(Model model, Loss loss, List<Metric> metrics) {
    List<String> names = model.outputs().stream().map(LayerNode::name).toList();
    return new Objective(loss, metrics, names.size() == 1 ? List.of() : names);
  }

  /** Returns the length of the vector. */
  public int accumulators() {
    return 2 * names().size();
  }

  /** Returns what networks are judged by: the same, but for what belongs to training. */
  Objective judging() {
    return new Objective(loss.judging(), metrics, outputs);
  }

  /**
   * Returns {@code loss} and the names of the metrics; where there are several outputs, {@code
   * loss} for their sum and then such as {@code digit_loss} and {@code digit_accuracy} for each.
   */
  public List<String> names() {
    List<String> names = new ArrayList<>(List.of(LOSS));
    if (outputs.isEmpty()) {
      metrics.forEach(m -> names.add(m.label()));
    }
    for (String o : outputs) {
      names.add(o + "_" + LOSS);
      metrics.forEach(m -> names.add(o + "_" + m.label()));
    }
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
    if (outputs.size() != (model.outputs().size() == 1 ? 0 : model.outputs().size())) {
      throw new IllegalArgumentException(
          "The objective is one of " + outputs + ", but the model's outputs are others.");
    }
    model.outputs().forEach(this::check);
    model.graph().auxiliaries().forEach(a -> check(model.nodes().get(a.node())));
  }

  private void check(LayerNode output) {
    Optional<ActivationFunction> wanted = loss.activation();
    Layer last = output.layer();
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
              + output.name()
              + "; change one of them.");
    }
  }

  /**
   * Returns the type of the labels for a batch: those of the loss or, where there are several
   * outputs, those of each flat and one behind the other {@code [N, ...]}.
   */
  TensorType labels(List<TensorType> results) {
    if (results.size() == 1) {
      return loss.labels(results.get(0));
    }
    int width = 0;
    for (TensorType t : results) {
      width += width(t);
    }
    TensorType first = loss.labels(results.get(0));
    return first.withShape(Shape.of(first.shape().dim(0), width));
  }

  /** Returns how many numbers the labels of one example have for one output. */
  private int width(TensorType result) {
    Shape labels = loss.labels(result).shape();
    return labels.intSize() / labels.dim(0);
  }

  /** Emits the labels of each output. */
  List<Value> split(OpEmitter b, Value labels, List<Value> results) {
    if (results.size() == 1) {
      return List.of(labels);
    }
    List<Value> each = new ArrayList<>();
    int at = 0;
    for (Value r : results) {
      int width = width(r.type());
      Shape box = Shape.of(labels.shape().dim(0), width);
      Value part = b.emit(new Crop(List.of(0, at), box), labels);
      each.add(b.reshape(part, loss.labels(r.type()).shape()));
      at += width;
    }
    return each;
  }

  /**
   * Emits what a batch of n examples adds to the vector.
   *
   * @param total the loss that is minimised
   * @param losses that of each output
   * @param labels those of each output
   */
  Value tally(
      OpEmitter b, Value total, List<Value> losses, List<Value> results, List<Value> labels) {
    List<Value> parts = new ArrayList<>();
    if (!outputs.isEmpty()) {
      addLoss(b, total, results.get(0), parts);
    }
    for (int i = 0; i < results.size(); i++) {
      addLoss(b, outputs.isEmpty() ? total : losses.get(i), results.get(i), parts);
      for (Metric m : metrics) {
        Tally t = m.emit(b, results.get(i), labels.get(i), loss.activation().isPresent());
        parts.add(t.sum());
        parts.add(b.scalar(results.get(i), t.count()));
      }
    }
    List<Value> row = new ArrayList<>();
    parts.forEach(v -> row.add(b.reshape(v, Shape.of(1))));
    return b.emit(new Concat(0), row).get(0);
  }

  private static void addLoss(OpEmitter b, Value loss, Value result, List<Value> parts) {
    int n = result.shape().dim(0);
    parts.add(b.mul(loss, n));
    parts.add(b.scalar(result, n));
  }
}
