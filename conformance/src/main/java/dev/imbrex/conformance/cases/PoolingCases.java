package dev.imbrex.conformance.cases;

import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.MaxPool2dGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Maximum and average pooling and their gradients. */
final class PoolingCases {
  private static final Set<Mode> ALL = EnumSet.allOf(Mode.class);

  private PoolingCases() {}

  static List<CaseFamily> all() {
    return List.of(
        CaseFamily.smooth("MaxPool2d", 6, ALL, PoolingCases::maximum),
        CaseFamily.of("MaxPool2dGrad", 5, ALL, PoolingCases::maximumGradient),
        CaseFamily.smooth("AvgPool2d", 5, ALL, PoolingCases::average),
        CaseFamily.smooth("AvgPool2dGrad", 5, ALL, PoolingCases::averageGradient));
  }

  /** A picture and a window on it. */
  private record Geometry(TensorType x, Window window, boolean ceil) {
    static Geometry draw(Draw d, boolean powerOfTwo) {
      TensorType x =
          new TensorType(d.floats(), Shape.of(d.batch(), d.extent(), d.extent(), d.channels()));
      int kh = powerOfTwo ? d.pick(2, 1, 4) : d.pick(2, 1, 3, 4, 5);
      int kw = d.maybe() ? (powerOfTwo ? d.pick(1, 2, 4) : d.pick(1, 2, 3, 4)) : kh;
      if (d.onceIn(8)) { // global
        kh = x.shape().dim(1);
        kw = x.shape().dim(2);
        Draw.require(
            !powerOfTwo || Integer.bitCount(kh * kw) == 1, "the average would not be exact");
      }
      int sh = d.pick(1, 2, 2, 3, 5);
      int sw = d.maybe() ? d.pick(1, 2, 3) : sh;
      int dilation = d.pick(1, 1, 1, 1, 1, 2);
      Padding padding;
      switch (d.pick(0, 1, 2, 3)) {
        case 0:
          padding = Padding.VALID;
          break;
        case 1:
          padding = Padding.SAME;
          break;
        case 2:
          padding = Padding.of(1);
          break;
        default:
          padding = Padding.of(d.pick(0, 1, 2), d.pick(0, 1, 2), d.pick(0, 1), d.pick(0, 1, 2));
      }
      return new Geometry(x, new Window(kh, kw, sh, sw, dilation, dilation, padding), d.maybe());
    }

    int height() {
      return x.shape().dim(1);
    }

    int width() {
      return x.shape().dim(2);
    }

    List<String> rules(String ceilRule, String... others) {
      List<String> rules = new ArrayList<>(List.of(others));
      rules.add(ConvolutionCases.paddingRule(window.padding()));
      if (ceil) {
        rules.add(ceilRule);
        rules.add("WIN-5");
      }
      return rules;
    }
  }

  private static OpCase maximum(Draw d, Mode mode) {
    Geometry g = Geometry.draw(d, false);
    // few different numbers make ties, and negative ones show padding that wins
    Fill fill =
        switch (mode) {
          case EXACT -> d.maybe() ? Fills.integers(3) : Fills.each(r -> -1 - r.nextInt(4));
          case REAL -> Fills.reals();
          case SPECIAL -> Fills.special(Fills.integers(3));
        };
    List<String> rules = g.rules("MXP-5", "MXP-1", "MXP-2", "MXP-3");
    return new OpCase(
        new MaxPool2d(g.window, g.ceil),
        List.of(g.x),
        List.of(fill),
        Judgement.EXACT,
        mode == Mode.SPECIAL ? ConvolutionCases.with("MXP-4", rules) : rules);
  }

  private static OpCase maximumGradient(Draw d, Mode mode) {
    Geometry g = Geometry.draw(d, false);
    MaxPool2d pool = new MaxPool2d(g.window, g.ceil);
    List<TensorType> types = pool.infer(List.of(g.x));
    Op op = new MaxPool2dGrad(g.window, g.ceil, g.height(), g.width());
    Fill dy = mode == Mode.REAL ? Fills.reals() : Fills.terms(TermCount.of(op, types));
    if (mode == Mode.SPECIAL) {
      dy = Fills.special(dy);
    }
    return new OpCase(
        op,
        types,
        List.of(dy, indices(pool, g.x)),
        mode == Mode.REAL ? Judgement.TERMS : Judgement.EXACT,
        List.of("MXG-1", "MXG-2"));
  }

  /** Indices as the pooling itself gives them. */
  private static Fill indices(MaxPool2d pool, TensorType x) {
    return (type, random) -> {
      HostTensor picture = Fills.integers(3).make(x, random);
      double[] index =
          new Interpreter(Arithmetic.FLOAT64)
              .apply(pool, List.of(x), List.of(picture.toDoubles()))
              .get(1);
      HostTensor t = HostTensor.zeros(type);
      for (int i = 0; i < index.length; i++) {
        t.set(i, index[i]);
      }
      return t;
    };
  }

  private static OpCase average(Draw d, Mode mode) {
    Geometry g = averaging(d, mode);
    boolean count = mode != Mode.REAL || d.maybe();
    AvgPool2d op = new AvgPool2d(g.window, g.ceil, count);
    return summed(op, g.x, mode, g.rules("AVP-3", count ? "AVP-2" : "AVP-1"));
  }

  private static OpCase averageGradient(Draw d, Mode mode) {
    Geometry g = averaging(d, mode);
    boolean count = mode != Mode.REAL || d.maybe();
    TensorType dy = new AvgPool2d(g.window, g.ceil, count).infer(List.of(g.x)).get(0);
    Op op = new AvgPool2dGrad(g.window, g.ceil, count, g.height(), g.width());
    return summed(op, dy, mode, g.rules("AVP-3", "AVG-1", count ? "AVP-2" : "AVP-1"));
  }

  /** Where an average has to be exact, the divisor is the whole window, a power of two. */
  private static Geometry averaging(Draw d, Mode mode) {
    Geometry g = Geometry.draw(d, mode != Mode.REAL);
    return mode == Mode.REAL ? g : new Geometry(g.x, g.window, false);
  }

  private static OpCase summed(Op op, TensorType x, Mode mode, List<String> rules) {
    Fill terms = Fills.terms(TermCount.of(op, List.of(x)));
    return switch (mode) {
      case EXACT -> new OpCase(op, List.of(x), List.of(terms), Judgement.EXACT, rules);
      case REAL -> new OpCase(op, List.of(x), List.of(Fills.reals()), Judgement.TERMS, rules);
      case SPECIAL ->
          new OpCase(
              op,
              List.of(x),
              List.of(Fills.special(terms)),
              Judgement.EXACT,
              ConvolutionCases.with("GEN-9", rules));
    };
  }

  /** Returns whether a type is one that windows slide over. */
  static boolean isPicture(TensorType t) {
    return t.dtype() == DType.F32 && t.shape().rank() == 4;
  }
}
