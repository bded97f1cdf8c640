package dev.imbrex.conformance.cases;

import dev.imbrex.op.Constant;
import dev.imbrex.op.Iota;
import dev.imbrex.op.RandomBits;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Ops that make elements out of nothing, or nearly so. */
final class SourceCases {
  private static final Set<Mode> EXACT = EnumSet.of(Mode.EXACT);
  private static final List<DType> NUMBERS =
      List.of(DType.F32, DType.I32, DType.U32, DType.F32, DType.F64);

  private SourceCases() {}

  static List<CaseFamily> all() {
    return List.of(
        CaseFamily.of("Constant", 2, EnumSet.of(Mode.EXACT, Mode.SPECIAL), SourceCases::constant),
        CaseFamily.of("Iota", 2, EXACT, SourceCases::iota),
        CaseFamily.of("RandomBits", 4, EXACT, SourceCases::randomBits));
  }

  private static OpCase constant(Draw d, Mode mode) {
    DType t = mode == Mode.EXACT ? d.pick(NUMBERS) : d.floats();
    double value = d.pick(0, 1, 7, 1_000_000);
    if (t == DType.I32 && d.maybe()) {
      value = Integer.MIN_VALUE;
    } else if (t == DType.U32 && d.maybe()) {
      value = 0xFFFFFFFFL;
    } else if (t.isFloat()) {
      List<Double> special = List.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0);
      value = mode == Mode.SPECIAL ? d.pick(special) : d.pick(List.of(value, 0.1, -1e30, 1.0 / 3));
    }
    return new OpCase(
        new Constant(new TensorType(t, d.shape(0, 4)), value),
        List.of(),
        List.of(),
        Judgement.EXACT,
        List.of("CON-1"));
  }

  private static OpCase iota(Draw d, Mode mode) {
    TensorType t = new TensorType(d.pick(NUMBERS), d.shape(1, 4));
    return new OpCase(
        new Iota(t, d.upTo(t.shape().rank())),
        List.of(),
        List.of(),
        Judgement.EXACT,
        List.of("IOT-1"));
  }

  private static OpCase randomBits(Draw d, Mode mode) {
    int stream = d.pick(0, 1, 7, -1);
    return new OpCase(
        new RandomBits(d.shape(0, 4), stream),
        List.of(TensorType.u32(4)),
        List.of(Fills.words()),
        Judgement.BITS,
        List.of("RND-1", "RND-2"));
  }
}
