package dev.imbrex.conformance.cases;

import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ActivationGrad;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.op.composite.Dropout;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.spi.support.MinimalFiltering;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Activations, bias, what fusion makes of them, and dropout. */
final class CompositeCases {
  private static final Set<Mode> ALL = EnumSet.allOf(Mode.class);
  private static final List<ActivationFn> LINEAR =
      List.of(ActivationFn.RELU, ActivationFn.IDENTITY, ActivationFn.LEAKY_RELU);
  private static final List<ActivationFn> FUNCTIONS = Arrays.asList(ActivationFn.values());

  private CompositeCases() {}

  static List<CaseFamily> all() {
    return List.of(
        CaseFamily.smooth("Activation", 5, ALL, CompositeCases::activation),
        CaseFamily.smooth("ActivationGrad", 5, ALL, CompositeCases::activationGradient),
        CaseFamily.smooth("BiasAdd", 3, ALL, CompositeCases::biasAdd),
        CaseFamily.smooth("ConvBiasActivation", 8, ALL, CompositeCases::convolution),
        CaseFamily.smooth("ConvBiasActivationConcat", 5, ALL, CompositeCases::branches),
        CaseFamily.smooth("MatMulBiasActivation", 6, ALL, CompositeCases::matrixProduct),
        CaseFamily.smooth("Dropout", 3, ALL, CompositeCases::dropout));
  }

  /** Where results are exact only functions of slope 0, 1 or 1/4 will do. */
  private static Activation draw(Draw d, Mode mode) {
    return mode == Mode.EXACT
        ? new Activation(d.pick(LINEAR), 0.25)
        : new Activation(d.pick(FUNCTIONS), d.maybe() ? 1 : 0.3);
  }

  private static Judgement judgement(Mode mode) {
    return mode == Mode.EXACT ? Judgement.EXACT : Judgement.SPREAD;
  }

  private static Fill fill(Mode mode) {
    return switch (mode) {
      case EXACT -> Fills.integers(1000);
      case REAL -> Fills.mixed(Fills.reals(), Fills.between(-6, 6));
      case SPECIAL -> Fills.special(Fills.between(-6, 6));
    };
  }

  private static OpCase activation(Draw d, Mode mode) {
    // ACT-2 is about ReLU: half of the special cases are
    Activation op =
        mode == Mode.SPECIAL && d.maybe() ? Activation.of(ActivationFn.RELU) : draw(d, mode);
    TensorType t = new TensorType(d.floats(), d.shape(0, 4));
    return new OpCase(
        op,
        List.of(t),
        List.of(fill(mode)),
        judgement(mode),
        mode == Mode.SPECIAL ? List.of("ACT-2", "ACT-1") : List.of("ACT-1"));
  }

  private static OpCase activationGradient(Draw d, Mode mode) {
    Activation fn = draw(d, mode);
    TensorType t = new TensorType(d.floats(), d.shape(0, 4));
    // a result of a bounded function lies within its bounds
    Fill from = mode == Mode.REAL ? Fills.between(-0.99, 0.99) : fill(mode);
    return new OpCase(
        new ActivationGrad(fn.fn(), fn.alpha()),
        List.of(t, t),
        List.of(from, mode == Mode.SPECIAL ? Fills.reals() : fill(mode)),
        judgement(mode),
        List.of("ACG-1"));
  }

  private static OpCase biasAdd(Draw d, Mode mode) {
    TensorType x = new TensorType(d.floats(), d.shape(1, 4));
    TensorType bias = x.withShape(Shape.of(x.shape().dim(-1)));
    return new OpCase(
        new BiasAdd(),
        List.of(x, bias),
        List.of(fill(mode), fill(mode)),
        judgement(mode),
        List.of("BIA-1"));
  }

  private static OpCase convolution(Draw d, Mode mode) {
    ConvolutionCases.Geometry g = ConvolutionCases.Geometry.draw(d, d.floats());
    Op op = new ConvBiasActivation(g.window(), g.groups(), draw(d, mode), d.maybe());
    TensorType bias = g.x().withShape(Shape.of(g.f().shape().dim(3)));
    return fused(op, List.of(g.x(), g.f(), bias), mode, g.rules("CBA-1", "NUM-3"));
  }

  /** Branches of one picture with windows of different sizes, whose results are of one size. */
  private static OpCase branches(Draw d, Mode mode) {
    DType t = d.floats();
    int n = d.batch();
    int h = d.pick(1, 5, 8, 3);
    int w = d.pick(1, 4, 7, 9);
    int stride = d.pick(1, 2);
    Activation fn = draw(d, mode);
    List<ConvBiasActivation> each = new ArrayList<>();
    List<TensorType> types = new ArrayList<>();
    int count = d.pick(2, 3, 4);
    for (int i = 0; i < count; i++) {
      int channels = d.pick(1, 3, 8, 17, 33);
      int kernel = d.pick(1, 3, 2);
      int out = d.tileEdge();
      Window window = Window.of(kernel, stride, Padding.SAME);
      each.add(new ConvBiasActivation(window, 1, fn, false));
      types.add(new TensorType(t, Shape.of(n, h, w, channels)));
      types.add(new TensorType(t, Shape.of(kernel, kernel, channels, out)));
      types.add(new TensorType(t, Shape.of(out)));
    }
    return fused(new ConvBiasActivationConcat(each), types, mode, List.of("CBC-1", "NUM-3"));
  }

  private static OpCase matrixProduct(Draw d, Mode mode) {
    int m = d.tileEdge();
    int n = d.tileEdge();
    int k = d.tileEdge();
    boolean ta = d.maybe();
    boolean tb = d.maybe();
    DType t = d.floats();
    Op op = new MatMulBiasActivation(ta, tb, draw(d, mode), d.maybe());
    List<TensorType> types =
        List.of(
            new TensorType(t, ta ? Shape.of(k, m) : Shape.of(m, k)),
            new TensorType(t, tb ? Shape.of(n, k) : Shape.of(k, n)),
            new TensorType(t, Shape.of(n)));
    return fused(op, types, mode, List.of("MBA-1", "NUM-3"));
  }

  private static OpCase fused(Op op, List<TensorType> types, Mode mode, List<String> rules) {
    Fill factors = Fills.factors(TermCount.of(op, types));
    List<Fill> fills =
        switch (mode) {
          case EXACT -> List.of(factors, factors, Fills.integers(100));
          case REAL -> List.of(Fills.reals(), Fills.reals(), Fills.reals());
          case SPECIAL ->
              List.of(
                  MinimalFiltering.allowed(op, types)
                      ? Fills.reals()
                      : ConvolutionCases.rareSpecial(Fills.reals()),
                  MinimalFiltering.allowed(op, types) || ConvolutionCases.meetsZeros(op)
                      ? Fills.reals()
                      : ConvolutionCases.rareSpecial(Fills.reals()),
                  ConvolutionCases.rareSpecial(Fills.reals()));
        };
    List<Fill> all = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      all.add(fills.get(i % fills.size()));
    }
    return new OpCase(op, types, all, judgement(mode), rules);
  }

  private static OpCase dropout(Draw d, Mode mode) {
    double rate = mode == Mode.EXACT ? d.pick(List.of(0.5, 0.0, 0.75)) : d.pick(List.of(0.1, 0.3));
    TensorType x = new TensorType(d.floats(), d.shape(0, 4));
    return new OpCase(
        new Dropout(rate, d.pick(0, 3)),
        List.of(x, TensorType.u32(4)),
        List.of(fill(mode), Fills.words()),
        judgement(mode),
        List.of("DRO-1", "DRO-2"));
  }
}
