package dev.imbrex.conformance.cases;

import dev.imbrex.op.Op;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.BatchNormActivation;
import dev.imbrex.op.composite.BatchNormInference;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.op.composite.BatchNormTrainingGrad;
import dev.imbrex.op.composite.LocalResponseNormalization;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Batch normalisation and local response normalisation. */
final class NormalisationCases {
  private static final Set<Mode> MODES = EnumSet.of(Mode.REAL, Mode.SPECIAL);

  private NormalisationCases() {}

  static List<CaseFamily> all() {
    return List.of(
        CaseFamily.smooth("BatchNormTraining", 5, MODES, NormalisationCases::training),
        CaseFamily.of("BatchNormActivation", 5, MODES, NormalisationCases::activated),
        CaseFamily.of("BatchNormTrainingGrad", 5, MODES, NormalisationCases::gradient),
        CaseFamily.smooth("BatchNormInference", 5, MODES, NormalisationCases::inference),
        CaseFamily.smooth("LocalResponseNormalization", 4, MODES, NormalisationCases::response));
  }

  private static final Fill POSITIVE = Fills.between(0.2, 3);

  private static double epsilon(Draw d) {
    return d.pick(List.of(1e-3, 1e-5));
  }

  private static TensorType rows(Draw d) {
    return new TensorType(
        d.floats(),
        d.maybe()
            ? Shape.of(d.batch(), d.extent(), d.extent(), d.channels())
            : Shape.of(d.tileEdge(), d.channels()));
  }

  private static Fill pixels(Mode mode) {
    Fill fill = Fills.between(-2, 3);
    return mode == Mode.SPECIAL ? ConvolutionCases.rareSpecial(fill) : fill;
  }

  private static OpCase training(Draw d, Mode mode) {
    TensorType x = rows(d);
    TensorType c = x.withShape(Shape.of(x.shape().dim(-1)));
    Op op = new BatchNormTraining(epsilon(d));
    return new OpCase(
        op,
        List.of(x, c, c),
        List.of(pixels(mode), POSITIVE, Fills.reals()),
        Judgement.SPREAD,
        List.of("BNT-1", "BNT-2"));
  }

  private static OpCase activated(Draw d, Mode mode) {
    TensorType x = rows(d);
    TensorType c = x.withShape(Shape.of(x.shape().dim(-1)));
    boolean shortcut = d.maybe();
    ActivationFn fn = d.pick(List.of(ActivationFn.RELU, ActivationFn.TANH, ActivationFn.IDENTITY));
    Op op = new BatchNormActivation(epsilon(d), shortcut, Activation.of(fn), d.maybe());
    List<TensorType> types = new ArrayList<>(List.of(x, c, c));
    List<Fill> fills = new ArrayList<>(List.of(pixels(mode), POSITIVE, Fills.reals()));
    if (shortcut) {
      types.add(x);
      fills.add(Fills.reals());
    }
    return new OpCase(op, types, fills, Judgement.SPREAD, List.of("BNA-1"));
  }

  private static OpCase gradient(Draw d, Mode mode) {
    TensorType x = rows(d);
    TensorType c = x.withShape(Shape.of(x.shape().dim(-1)));
    return new OpCase(
        new BatchNormTrainingGrad(epsilon(d)),
        List.of(x, c, c, c, x),
        List.of(pixels(mode), POSITIVE, Fills.reals(), POSITIVE, Fills.reals()),
        Judgement.SPREAD,
        List.of("BNG-1"));
  }

  private static OpCase response(Draw d, Mode mode) {
    double beta = d.pick(List.of(0.75, 0.5, 1.25));
    int size = d.pick(5, 3, 1, 9);
    Op op = new LocalResponseNormalization(size, d.pick(List.of(0.5, 1e-4)), beta, d.pick(1, 2));
    String rule = size == 1 ? "LRN-2" : beta == 0.75 ? "LRN-1" : "LRN-3";
    return new OpCase(op, List.of(rows(d)), List.of(pixels(mode)), Judgement.SPREAD, List.of(rule));
  }

  private static OpCase inference(Draw d, Mode mode) {
    TensorType x = rows(d);
    TensorType c = x.withShape(Shape.of(x.shape().dim(-1)));
    return new OpCase(
        new BatchNormInference(epsilon(d)),
        List.of(x, c, c, c, c),
        List.of(pixels(mode), POSITIVE, Fills.reals(), Fills.reals(), POSITIVE),
        Judgement.SPREAD,
        List.of("BNI-1"));
  }
}
