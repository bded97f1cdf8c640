package dev.imbrex.conformance.cases;

import dev.imbrex.op.ArgReduce;
import dev.imbrex.op.Reduce;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Sums and extremes over axes. */
final class ReductionCases {
  private static final Set<Mode> ALL = EnumSet.allOf(Mode.class);

  private ReductionCases() {}

  static List<CaseFamily> all() {
    return List.of(
        CaseFamily.smooth("Reduce", 8, ALL, ReductionCases::reduce),
        CaseFamily.of("ArgReduce", 4, ALL, ReductionCases::argReduce));
  }

  private static OpCase reduce(Draw d, Mode mode) {
    Reduce.Fn fn = d.pick(Arrays.asList(Reduce.Fn.values()));
    DType t = mode == Mode.EXACT && d.onceIn(4) ? DType.I32 : d.floats();
    Shape shape = d.onceIn(6) ? Shape.of(d.tileEdge(), d.pick(1, 17, 257, 1031)) : d.shape(0, 5);
    TensorType x = new TensorType(t, shape);
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      if (d.maybe()) {
        axes.add(i);
      }
    }
    Reduce op = new Reduce(fn, axes, d.maybe());
    Fill terms = Fills.terms(TermCount.of(op, List.of(x)));
    boolean sum = fn == Reduce.Fn.SUM;
    Fill fill =
        switch (mode) {
          case EXACT -> t == DType.I32 ? Fills.words() : terms;
          case REAL -> Fills.reals();
          case SPECIAL -> sum ? ConvolutionCases.rareSpecial(terms) : Fills.special(terms);
        };
    return new OpCase(
        op,
        List.of(x),
        List.of(fill),
        sum && mode == Mode.REAL ? Judgement.TERMS : Judgement.EXACT,
        List.of(sum ? "RED-1" : "RED-2", "RED-3"));
  }

  private static OpCase argReduce(Draw d, Mode mode) {
    DType t = mode == Mode.EXACT && d.onceIn(4) ? DType.I32 : d.floats();
    TensorType x = new TensorType(t, d.shape(1, 4));
    int axis = d.upTo(x.shape().rank());
    Fill fill =
        switch (mode) {
          case EXACT -> Fills.integers(3);
          case REAL -> Fills.reals();
          case SPECIAL -> Fills.special(Fills.integers(3));
        };
    return new OpCase(
        new ArgReduce(d.maybe() ? ArgReduce.Fn.MIN : ArgReduce.Fn.MAX, axis),
        List.of(x),
        List.of(fill),
        Judgement.EXACT,
        mode == Mode.SPECIAL ? List.of("ARG-2", "ARG-1") : List.of("ARG-1"));
  }
}
