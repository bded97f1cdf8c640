package dev.imbrex.conformance.cases;

import dev.imbrex.op.Op;
import dev.imbrex.op.composite.LogSoftmax;
import dev.imbrex.op.composite.SigmoidCrossEntropy;
import dev.imbrex.op.composite.Softmax;
import dev.imbrex.op.composite.SoftmaxCrossEntropy;
import dev.imbrex.op.composite.SoftmaxCrossEntropyGrad;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropyGrad;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Softmax and the losses. */
final class LossCases {
  private static final Set<Mode> MODES = EnumSet.of(Mode.REAL, Mode.SPECIAL);

  private LossCases() {}

  static List<CaseFamily> all() {
    return List.of(
        CaseFamily.smooth("Softmax", 4, MODES, (d, m) -> rows(d, m, new Softmax(), "SMX-1")),
        CaseFamily.smooth("LogSoftmax", 4, MODES, (d, m) -> rows(d, m, new LogSoftmax(), "LSM-1")),
        CaseFamily.smooth("SoftmaxCrossEntropy", 4, MODES, (d, m) -> dense(d, m, false)),
        CaseFamily.of("SoftmaxCrossEntropyGrad", 4, MODES, (d, m) -> dense(d, m, true)),
        CaseFamily.smooth("SparseSoftmaxCrossEntropy", 4, MODES, (d, m) -> sparse(d, m, false)),
        CaseFamily.of("SparseSoftmaxCrossEntropyGrad", 4, MODES, (d, m) -> sparse(d, m, true)),
        CaseFamily.smooth("SigmoidCrossEntropy", 4, MODES, LossCases::sigmoid));
  }

  /** Logits of any size; numbers that overflow when their maximum is not subtracted first. */
  private static Fill logits(Draw d, Mode mode) {
    Fill fill = d.onceIn(3) ? Fills.between(-200, 200) : Fills.between(-4, 4);
    return mode == Mode.SPECIAL ? Fills.sprinkled(fill, Double.NaN) : fill;
  }

  private static OpCase rows(Draw d, Mode mode, Op op, String rule) {
    TensorType x = new TensorType(d.floats(), d.shape(1, 4));
    return new OpCase(op, List.of(x), List.of(logits(d, mode)), Judgement.SPREAD, List.of(rule));
  }

  private static TensorType table(Draw d) {
    return new TensorType(d.floats(), Shape.of(d.tileEdge(), d.pick(10, 1, 2, 3, 7, 17, 33, 100)));
  }

  private static OpCase dense(Draw d, Mode mode, boolean gradient) {
    TensorType x = table(d);
    TensorType loss = x.withShape(Shape.of(x.shape().dim(0)));
    Fill logits = logits(d, mode);
    return gradient
        ? new OpCase(
            new SoftmaxCrossEntropyGrad(),
            List.of(x, x, loss),
            List.of(logits, Fills.distributions(), Fills.reals()),
            Judgement.SPREAD,
            List.of("SCG-1"))
        : new OpCase(
            new SoftmaxCrossEntropy(),
            List.of(x, x),
            List.of(logits, Fills.distributions()),
            Judgement.SPREAD,
            List.of("SCE-1"));
  }

  private static OpCase sparse(Draw d, Mode mode, boolean gradient) {
    TensorType x = table(d);
    TensorType labels = new TensorType(DType.I32, Shape.of(x.shape().dim(0)));
    int classes = x.shape().dim(1);
    Fill label = Fills.labels(classes);
    List<String> rules = List.of(gradient ? "SSG-1" : "SSC-1");
    if (mode == Mode.SPECIAL && !gradient) {
      label = Fills.sprinkled(label, -1, classes, Integer.MIN_VALUE, Integer.MAX_VALUE);
      rules = List.of("SSC-2");
    }
    Fill logits = logits(d, mode);
    return gradient
        ? new OpCase(
            new SparseSoftmaxCrossEntropyGrad(),
            List.of(x, labels, x.withShape(labels.shape())),
            List.of(logits, label, Fills.reals()),
            Judgement.SPREAD,
            rules)
        : new OpCase(
            new SparseSoftmaxCrossEntropy(),
            List.of(x, labels),
            List.of(logits, label),
            Judgement.SPREAD,
            rules);
  }

  private static OpCase sigmoid(Draw d, Mode mode) {
    TensorType z = new TensorType(d.floats(), d.shape(0, 4));
    return new OpCase(
        new SigmoidCrossEntropy(),
        List.of(z, z),
        List.of(logits(d, mode), Fills.between(0, 1)),
        Judgement.SPREAD,
        List.of("BCE-1"));
  }
}
