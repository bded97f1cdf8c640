package dev.imbrex.conformance.cases;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.spi.support.MinimalFiltering;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Convolution and its two gradients. */
final class ConvolutionCases {
  private static final Set<Mode> ALL = EnumSet.allOf(Mode.class);

  private ConvolutionCases() {}

  static List<CaseFamily> all() {
    return List.of(
        CaseFamily.smooth("Conv2d", 12, ALL, ConvolutionCases::forward),
        CaseFamily.smooth("Conv2dInputGrad", 12, ALL, ConvolutionCases::inputGradient),
        CaseFamily.smooth("Conv2dFilterGrad", 12, ALL, ConvolutionCases::filterGradient));
  }

  /** A window, groups and the types of picture, filter and result. */
  record Geometry(Window window, int groups, TensorType x, TensorType f, TensorType y) {
    static Geometry draw(Draw d, DType dtype) {
      int n = d.batch();
      int h;
      int w;
      int in;
      int out;
      int groups = 1;
      if (d.onceIn(4)) { // many channels, a small picture
        h = d.pick(1, 2, 3, 5, 8);
        w = d.pick(1, 2, 4, 7);
        in = d.tileEdge();
        out = d.tileEdge();
      } else {
        h = d.extent();
        w = d.extent();
        in = d.channels();
        out = d.channels();
      }
      Window window = window(d);
      if (in >= MinimalFiltering.LEAST_CHANNELS
          && out >= MinimalFiltering.LEAST_CHANNELS
          && d.maybe()) {
        window = new Window(3, 3, 1, 1, 1, 1, window.padding());
      }
      switch (d.pick(0, 1, 2, 3, 4, 5)) {
        case 4: // groups of equal width
          groups = d.pick(2, 3, 4);
          in = d.pick(1, 2, 3, 5, 8) * groups;
          out = d.pick(1, 2, 3, 5, 8) * groups;
          break;
        case 5: // depthwise, with or without a multiplier
          groups = in;
          out = in * d.pick(1, 2, 3);
          break;
        default:
      }
      return of(window, groups, dtype, Shape.of(n, h, w, in), out);
    }

    /**
     * A gradient of filters that minimal filtering is allowed for: with channels and pixels enough.
     */
    static Geometry transformed(Draw d) {
      Padding padding = d.pick(List.of(Padding.SAME, Padding.of(1, 0, 2, 1), Padding.VALID));
      int h = d.pick(12, 13, 15);
      int w = d.pick(12, 14, 17);
      int in = d.pick(32, 33, 36);
      int out = d.pick(32, 33, 36);
      int n = d.pick(3, 2, 4);
      Window window = new Window(3, 3, 1, 1, 1, 1, padding);
      return of(window, 1, DType.F32, Shape.of(n, h, w, in), out);
    }

    private static Geometry of(Window window, int groups, DType dtype, Shape picture, int out) {
      TensorType x = new TensorType(dtype, picture);
      int in = picture.dim(3);
      TensorType f =
          new TensorType(dtype, Shape.of(window.kernelH(), window.kernelW(), in / groups, out));
      TensorType y = new Conv2d(window, groups).infer(List.of(x, f)).get(0);
      return new Geometry(window, groups, x, f, y);
    }

    private static Window window(Draw d) {
      int kh = d.pick(1, 2, 3, 4, 5, 7);
      int kw = d.maybe() ? d.pick(1, 2, 3, 4, 5, 7) : kh;
      int sh = d.pick(1, 1, 1, 2, 3, 4, 5);
      int sw = d.maybe() ? d.pick(1, 2, 3, 4, 5) : sh;
      int dh = d.pick(1, 1, 1, 1, 2, 3);
      int dw = d.maybe() ? d.pick(1, 1, 2, 3) : dh;
      Padding padding;
      switch (d.pick(0, 1, 1, 2, 3)) {
        case 0:
          padding = Padding.VALID;
          break;
        case 1:
          padding = Padding.SAME;
          break;
        case 2:
          padding = Padding.of(d.pick(1, 2, 3));
          break;
        default:
          padding =
              Padding.of(d.pick(0, 1, 2, 4), d.pick(0, 1, 3), d.pick(0, 1, 2, 5), d.pick(0, 2, 3));
      }
      return new Window(kh, kw, sh, sw, dh, dw, padding);
    }

    /** Returns the rule of the op's own formula and those of what is special about the window. */
    List<String> rules(String... first) {
      List<String> rules = new ArrayList<>();
      Collections.addAll(rules, first);
      rules.add("WIN-1");
      rules.add(paddingRule(window.padding()));
      if (window.padding() != Padding.VALID) {
        rules.add("C2D-3");
      }
      if (window.strideH() > 1 || window.strideW() > 1) {
        rules.add("C2D-4");
      }
      if (window.dilationH() > 1 || window.dilationW() > 1) {
        rules.add("C2D-5");
      }
      if (groups > 1) {
        rules.add("C2D-6");
      }
      return rules;
    }
  }

  /** Returns the rule that says how a picture is padded. */
  static String paddingRule(Padding padding) {
    return padding == Padding.VALID ? "WIN-2" : padding == Padding.SAME ? "WIN-3" : "WIN-4";
  }

  private static OpCase forward(Draw d, Mode mode) {
    Geometry g = Geometry.draw(d, d.floats());
    return product(
        mode, new Conv2d(g.window, g.groups), List.of(g.x, g.f), g.rules("C2D-1", "C2D-2"));
  }

  private static OpCase inputGradient(Draw d, Mode mode) {
    Geometry g = Geometry.draw(d, d.floats());
    Op op = new Conv2dInputGrad(g.window, g.groups, g.x.shape().dim(1), g.x.shape().dim(2));
    return product(mode, op, List.of(g.y, g.f), g.rules("C2I-1", "C2I-3"));
  }

  private static OpCase filterGradient(Draw d, Mode mode) {
    Geometry g =
        !d.isSmall() && d.onceIn(6) ? Geometry.transformed(d) : Geometry.draw(d, d.floats());
    return product(
        mode, new Conv2dFilterGrad(g.window, g.groups), List.of(g.x, g.y), g.rules("C2F-1"));
  }

  /** Returns a case of an op that adds up products of the elements of its two inputs. */
  static OpCase product(Mode mode, Op op, List<TensorType> types, List<String> rules) {
    Fill fill = Fills.factors(TermCount.of(op, types));
    return switch (mode) {
      case EXACT -> new OpCase(op, types, List.of(fill, fill), Judgement.EXACT, rules);
      case REAL ->
          new OpCase(op, types, List.of(Fills.reals(), Fills.reals()), Judgement.TERMS, rules);
      case SPECIAL ->
          new OpCase(
              op,
              types,
              MinimalFiltering.allowed(op, types)
                  ? List.of(fill, fill)
                  : List.of(rareSpecial(fill), meetsZeros(op) ? fill : rareSpecial(fill)),
              Judgement.EXACT,
              with("GEN-9", rules));
    };
  }

  /** A few special values only, or every sum would be NaN. */
  static Fill rareSpecial(Fill base) {
    return (type, random) -> {
      HostTensor t = base.make(type, random);
      double[] values = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0};
      for (double v : values) {
        if (random.nextInt(3) == 0) {
          t.set(random.nextInt(type.shape().intSize()), v);
        }
      }
      return t;
    };
  }

  /**
   * Returns whether the second input may be multiplied by zeros that stand for no pixel, which
   * makes NaN of its NaNs and infinities or not (C2D-2).
   */
  static boolean meetsZeros(Op op) {
    if (op instanceof Conv2d) {
      return ((Conv2d) op).window().padding() != Padding.VALID;
    } else if (op instanceof ConvBiasActivation) {
      return ((ConvBiasActivation) op).window().padding() != Padding.VALID;
    } else if (op instanceof ConvBiasActivationConcat joined) {
      return joined.branches().stream().anyMatch(ConvolutionCases::meetsZeros);
    } else if (op instanceof Conv2dFilterGrad) {
      return ((Conv2dFilterGrad) op).window().padding() != Padding.VALID;
    }
    return op instanceof Conv2dInputGrad;
  }

  static List<String> with(String first, List<String> rules) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(rules);
    return all;
  }
}
