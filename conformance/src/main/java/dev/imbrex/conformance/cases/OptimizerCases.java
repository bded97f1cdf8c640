package dev.imbrex.conformance.cases;

import dev.imbrex.op.Op;
import dev.imbrex.op.composite.AdagradUpdate;
import dev.imbrex.op.composite.AdamUpdate;
import dev.imbrex.op.composite.RmspropUpdate;
import dev.imbrex.op.composite.SgdUpdate;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The steps of the optimisers. */
final class OptimizerCases {
  private static final Set<Mode> REAL = EnumSet.of(Mode.REAL);

  private OptimizerCases() {}

  static List<CaseFamily> all() {
    return List.of(
        CaseFamily.of("SgdUpdate", 4, EnumSet.of(Mode.EXACT, Mode.REAL), OptimizerCases::sgd),
        CaseFamily.of("AdagradUpdate", 3, REAL, OptimizerCases::adagrad),
        CaseFamily.of("RmspropUpdate", 3, REAL, OptimizerCases::rmsprop),
        CaseFamily.of("AdamUpdate", 4, REAL, OptimizerCases::adam));
  }

  private static OpCase sgd(Draw d, Mode mode) {
    boolean exact = mode == Mode.EXACT;
    double momentum = d.pick(List.of(0.0, exact ? 0.5 : 0.9));
    Op op = new SgdUpdate(momentum, d.maybe());
    Fill fill = exact ? Fills.integers(500) : Fills.reals();
    Fill rate = exact ? Fills.constant(0.25) : Fills.between(0.001, 0.1);
    List<Fill> fills = new ArrayList<>(List.of(fill, fill));
    if (momentum != 0) {
      fills.add(fill);
    }
    return update(
        d,
        op,
        fills,
        List.of(rate),
        exact ? Judgement.EXACT : Judgement.SPREAD,
        momentum == 0 ? "SGD-1" : "SGD-2");
  }

  private static OpCase adagrad(Draw d, Mode mode) {
    return update(
        d,
        new AdagradUpdate(1e-7),
        List.of(Fills.reals(), Fills.reals(), Fills.between(0.01, 2)),
        List.of(Fills.between(0.001, 0.1)),
        Judgement.SPREAD,
        "ADG-1");
  }

  private static OpCase rmsprop(Draw d, Mode mode) {
    return update(
        d,
        new RmspropUpdate(0.9, 1e-7),
        List.of(Fills.reals(), Fills.reals(), Fills.between(0.01, 2)),
        List.of(Fills.between(0.001, 0.1)),
        Judgement.SPREAD,
        "RMS-1");
  }

  private static OpCase adam(Draw d, Mode mode) {
    boolean decay = d.maybe();
    List<Fill> scalars = new ArrayList<>(List.of(Fills.between(0.001, 0.1)));
    if (decay) {
      scalars.add(Fills.between(0.0001, 0.01));
    }
    return update(
        d,
        new AdamUpdate(0.9, 0.999, 1e-7, decay),
        List.of(Fills.reals(), Fills.reals(), Fills.reals(), Fills.between(0.01, 2)),
        scalars,
        Judgement.SPREAD,
        decay ? "ADM-2" : "ADM-1");
  }

  private static OpCase update(
      Draw d, Op op, List<Fill> vectors, List<Fill> scalars, Judgement judgement, String rule) {
    TensorType w = new TensorType(d.floats(), d.shape(1, 4));
    List<TensorType> types = new ArrayList<>();
    vectors.forEach(v -> types.add(w));
    scalars.forEach(s -> types.add(w.withShape(Shape.scalar())));
    List<Fill> fills = new ArrayList<>(vectors);
    fills.addAll(scalars);
    return new OpCase(op, types, fills, judgement, List.of(rule));
  }
}
