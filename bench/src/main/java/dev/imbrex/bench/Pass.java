package dev.imbrex.bench;

import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.MaxPool2dGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ActivationGrad;
import dev.imbrex.op.composite.AdamUpdate;
import dev.imbrex.op.composite.BatchNormInference;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.op.composite.BatchNormTrainingGrad;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.SgdUpdate;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropyGrad;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * An op that does little with much memory, so that memory bounds it.
 *
 * @param name as {@code -p pass=…} has it
 */
record Pass(String name, Op op, List<TensorType> inputs) {
  private static final double EPSILON = 1e-3;
  private static final double ADAM_EPSILON = 1e-7;

  /** Columns of the logits: ImageNet's classes. */
  private static final int CLASSES = 1000;

  /** Returns all of them. */
  static List<Pass> all(int batch, int size, int channels) {
    TensorType x = TensorType.f32(batch, size, size, channels);
    TensorType half = TensorType.f32(batch, size / 2, size / 2, channels);
    TensorType c = TensorType.f32(channels);
    TensorType weights = TensorType.f32(x.shape().intSize());
    TensorType rate = TensorType.f32();
    int rows = Math.max(1, x.shape().intSize() / CLASSES);
    TensorType logits = TensorType.f32(rows, CLASSES);
    TensorType row = TensorType.f32(rows);
    TensorType labels = row.withDType(DType.I32);
    Window two = Window.of(2, 2, Padding.VALID);
    return List.of(
        of("max-pool", new MaxPool2d(two, false), x),
        of(
            "max-pool-gradient",
            new MaxPool2dGrad(two, false, size, size),
            half,
            half.withDType(DType.I32)),
        of("average-pool", new AvgPool2d(two, false, false), x),
        of("average-pool-gradient", new AvgPool2dGrad(two, false, false, size, size), half),
        of("sum-of-pixels", new Reduce(Reduce.Fn.SUM, List.of(1, 2), false), x),
        of("batch-norm", new BatchNormTraining(EPSILON), x, c, c),
        of("batch-norm-gradient", new BatchNormTrainingGrad(EPSILON), x, c, c, c, x),
        of("batch-norm-inference", new BatchNormInference(EPSILON), x, c, c, c, c),
        of("softmax-cross-entropy", new SparseSoftmaxCrossEntropy(), logits, labels),
        of(
            "softmax-cross-entropy-gradient",
            new SparseSoftmaxCrossEntropyGrad(),
            logits,
            labels,
            row),
        of("relu", Activation.of(ActivationFn.RELU), x),
        of("relu-gradient", new ActivationGrad(ActivationFn.RELU, 1), x, x),
        of("swish", Activation.of(ActivationFn.SWISH), x),
        of("gelu", Activation.of(ActivationFn.GELU), x),
        of("bias", new BiasAdd(), x, c),
        of("sgd", new SgdUpdate(0, false), weights, weights, rate),
        of("sgd-momentum", new SgdUpdate(0.9, false), weights, weights, weights, rate),
        of(
            "adam",
            new AdamUpdate(0.9, 0.999, ADAM_EPSILON, false),
            weights,
            weights,
            weights,
            weights,
            rate));
  }

  /**
   * Returns the one of a name.
   *
   * @throws IllegalArgumentException if there is none; lists those that there are
   */
  static Pass find(String name, int batch, int size, int channels) {
    List<Pass> all = all(batch, size, channels);
    return all.stream()
        .filter(p -> p.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no pass "
                        + name
                        + "; choose one of "
                        + all.stream().map(Pass::name).toList()
                        + "."));
  }

  private static Pass of(String name, Op op, TensorType... inputs) {
    return new Pass(name, op, Arrays.asList(inputs));
  }
}
