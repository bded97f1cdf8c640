package dev.imbrex.nn.loss;

import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.ArgReduce;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Compare;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Constant;
import dev.imbrex.op.Iota;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.SoftmaxCrossEntropy;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cross-entropy of classes with smoothed labels, with classes that count differently, or both.
 *
 * <p>Smoothed by s, a target t of C classes is t (1 - s) + s / C. An example of class k counts
 * weights[k] times, and the sum is divided by the number of examples, whatever their weights: so
 * Keras's {@code label_smoothing} and {@code class_weight}.
 *
 * @param base one of the two cross-entropies of softmax
 * @param smoothing s, from 0 to less than 1
 * @param weights one for each class, or none where all count alike
 */
record ShapedCrossEntropy(StandardLoss base, double smoothing, List<Double> weights)
    implements Loss {
  private static final String SMOOTHING = "label_smoothing";
  private static final String WEIGHTS = "class_weights";

  ShapedCrossEntropy {
    weights = List.copyOf(weights);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "Label smoothing is a share from 0 to less than 1, not " + smoothing + ".");
    }
    for (double w : weights) {
      if (!(w >= 0 && w < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "The weight of a class is a number of at least 0, not " + w + ".");
      }
    }
  }

  /** Reads what {@link #config} wrote; without options it is the loss itself. */
  static Loss fromConfig(StandardLoss base, Config c) {
    double smoothing = c.number(SMOOTHING, 0);
    List<Double> weights = c.has(WEIGHTS) ? c.numbers(WEIGHTS) : List.of();
    return of(base, smoothing, weights);
  }

  private static Loss of(StandardLoss base, double smoothing, List<Double> weights) {
    return smoothing == 0 && weights.isEmpty()
        ? base
        : new ShapedCrossEntropy(base, smoothing, weights);
  }

  @Override
  public Loss labelSmoothing(double share) {
    return new ShapedCrossEntropy(base, share, weights);
  }

  @Override
  public Loss classWeights(List<Double> each) {
    return new ShapedCrossEntropy(base, smoothing, each);
  }

  /** Class weights count in training only, as in Keras. */
  @Override
  public Loss judging() {
    return of(base, smoothing, List.of());
  }

  @Override
  public TensorType labels(TensorType outputs) {
    TensorType labels = base.labels(outputs);
    int classes = outputs.shape().dim(-1);
    if (!weights.isEmpty() && weights.size() != classes) {
      throw new ShapeException(
          "There are weights for "
              + weights.size()
              + " classes, but the network gives "
              + outputs.shape()
              + "; give one for each of the "
              + classes
              + ".");
    }
    return labels;
  }

  @Override
  public Optional<ActivationFunction> activation() {
    return base.activation();
  }

  @Override
  public Value emit(OpEmitter b, Value outputs, Value labels) {
    Value z = StandardLoss.rows(b, outputs);
    Value each = smoothing == 0 ? base.each(b, outputs, labels) : smoothed(b, z, labels);
    if (!weights.isEmpty()) {
      each =
          b.mul(each, b.sum(b.select(isClass(b, z, labels), vector(b, z), zero(b, z)), false, 1));
    }
    return b.mean(each, false, 0);
  }

  private Value smoothed(OpEmitter b, Value z, Value labels) {
    double rest = smoothing / z.shape().dim(1);
    if (labels.dtype().isFloat()) {
      Value t = b.add(b.mul(StandardLoss.rows(b, labels), 1 - smoothing), rest);
      return b.emit(new SoftmaxCrossEntropy(), z, t);
    }
    Value isClass = isClass(b, z, labels);
    Value t = b.select(isClass, b.scalar(z, 1 - smoothing + rest), b.scalar(z, rest));
    Value label = flat(b, z, labels);
    // As without smoothing, a label that is no class is not a number instead of a wrong one.
    Value known =
        b.binary(
            Binary.Fn.AND,
            b.compare(Compare.Fn.GE, label, b.scalar(label, 0)),
            b.compare(Compare.Fn.LT, label, b.scalar(label, z.shape().dim(1))));
    Value each = b.emit(new SoftmaxCrossEntropy(), z, t);
    return b.select(known, each, b.scalar(z, Double.NaN));
  }

  /** Emits BOOL {@code [R, C]}: whether the column is the row's class. */
  private static Value isClass(OpEmitter b, Value z, Value labels) {
    Value column = b.emit(new Iota(z.type().withDType(DType.I32), 1));
    Value label = b.reshape(flat(b, z, labels), Shape.of(z.shape().dim(0), 1));
    return b.compare(Compare.Fn.EQ, column, label);
  }

  /** Emits the classes of the rows, I32 {@code [R]}: of a distribution the likeliest. */
  private static Value flat(OpEmitter b, Value z, Value labels) {
    return labels.dtype().isFloat()
        ? b.emit(new ArgReduce(ArgReduce.Fn.MAX, 1), StandardLoss.rows(b, labels))
        : b.reshape(labels, Shape.of(z.shape().dim(0)));
  }

  /** Emits the weights {@code [1, C]}; ops hold no arrays, so each is a constant of its own. */
  private Value vector(OpEmitter b, Value z) {
    List<Value> parts = new ArrayList<>();
    TensorType one = z.type().withShape(Shape.of(1, 1));
    weights.forEach(w -> parts.add(b.emit(new Constant(one, w))));
    return parts.size() == 1 ? parts.get(0) : b.emit(new Concat(1), parts).get(0);
  }

  private static Value zero(OpEmitter b, Value z) {
    return b.scalar(z, 0);
  }

  @Override
  public Map<String, Object> config() {
    Map<String, Object> m = base.config();
    if (smoothing != 0) {
      m.put(SMOOTHING, smoothing);
    }
    if (!weights.isEmpty()) {
      m.put(WEIGHTS, weights);
    }
    return m;
  }
}
