package dev.imbrex.cli;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.ModelProgram;
import dev.imbrex.nn.ModelPrograms;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.Parameter;
import dev.imbrex.nn.Port;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.program.DeadCode;
import dev.imbrex.program.Program;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Compares the gradient that backpropagation gives with numerical differentiation, in float64 on
 * the oracle: (L(w + h) - L(w - h)) / 2h for single weights w.
 */
final class GradientCheck {
  /** Above this the two disagree, for central differences in float64 are right to some 1e-9. */
  static final double TOLERANCE = 1e-5;

  private static final double STEP = 1e-5;

  /** A step that crosses the kink of a ReLU or of a maximum is wrong; a smaller one may not. */
  private static final int SMALLER_STEPS = 3;

  /** By how many last places the two losses of a difference may be off together. */
  private static final int ROUNDINGS = 8;

  /** What part of the model's largest gradient counts as nothing. */
  private static final double NOTHING = 1e-7;

  private final Model model;
  private final Interpreter interpreter = new Interpreter(Arithmetic.FLOAT64);
  private final Program backward;
  private final Program forward;
  private final List<double[]> inputs = new ArrayList<>();
  private final double[] weights;
  private double backwardSeconds;
  private double numericalSeconds;
  private double loss;
  private int numericalWeights;

  /**
   * One parameter.
   *
   * @param samples how many of its elements were compared
   * @param worst the largest difference among them, in units of the parameter's largest gradient
   * @param agrees whether no difference is more than rounding and {@link #TOLERANCE} explain
   */
  record Row(Parameter parameter, int samples, double worst, boolean agrees) {}

  private record Difference(double relative, boolean agrees) {}

  /** Prepares the check on pictures of noise. */
  GradientCheck(Model model, int batch, long seed) {
    this.model = model;
    model.initialize(seed);
    ModelProgram p =
        new ModelPrograms(model, DType.F64)
            .gradients(batch, new Objective(Loss.SPARSE_CATEGORICAL_CROSSENTROPY, List.of()));
    this.weights = model.weights().toDoubles();
    Map<Port, double[]> values = new EnumMap<>(Port.class);
    values.put(Port.WEIGHTS, weights);
    values.put(Port.STATE, model.state().toDoubles());
    Random noise = new Random(seed);
    int classes = model.outputShape().intSize();
    values.put(
        Port.EXAMPLES, noise.doubles(p.inputType(Port.EXAMPLES).shape().intSize()).toArray());
    values.put(
        Port.LABELS, IntStream.range(0, batch).mapToDouble(i -> noise.nextInt(classes)).toArray());
    values.put(Port.RANDOM, new double[] {seed & 0xffff, 0, 1, 0});
    for (int i = 0; i < p.inputs().size(); i++) {
      TensorType type = p.program().inputs().get(i).type();
      inputs.add(values.getOrDefault(p.inputs().get(i), new double[type.shape().intSize()]));
    }
    this.backward = only(p, Port.GRADIENTS);
    this.forward = only(p, Port.LOSS);
  }

  private static Program only(ModelProgram p, Port port) {
    Program all = p.program();
    return DeadCode.apply(
        new Program(
            all.inputs(),
            all.nodes(),
            List.of(all.outputs().get(p.outputs().indexOf(port))),
            Map.of()));
  }

  /** Returns the gradient that backpropagation gives, and notes how long it took. */
  double[] gradient() {
    // The first evaluation is there for the compiler.
    interpreter.evaluateArrays(backward, inputs);
    long begin = System.nanoTime();
    double[] gradient = interpreter.evaluateArrays(backward, inputs).get(0);
    backwardSeconds = (System.nanoTime() - begin) * 1e-9;
    return gradient;
  }

  /**
   * Compares some elements of each parameter.
   *
   * @param gradient what is claimed to be the gradient
   * @param samples how many of each at most
   * @param each is told of each parameter when it is done
   */
  void compare(double[] gradient, int samples, long seed, Consumer<Row> each) {
    double nothing = NOTHING * largest(gradient);
    Random chosen = new Random(seed);
    for (Parameter p : model.parameters()) {
      if (!p.trainable()) {
        continue;
      }
      int[] places =
          chosen
              .ints(p.offset(), p.offset() + p.size())
              .distinct()
              .limit(Math.min(samples, p.size()))
              .toArray();
      double scale =
          Math.max(
              nothing, largest(Arrays.copyOfRange(gradient, p.offset(), p.offset() + p.size())));
      double worst = 0;
      boolean agrees = true;
      for (int i : places) {
        Difference d = difference(i, gradient[i], scale);
        worst = Math.max(worst, d.relative);
        agrees &= d.agrees;
      }
      each.accept(new Row(p, places.length, worst, agrees));
    }
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /** Compares an element, with smaller steps where it disagrees. */
  private Difference difference(int i, double exact, double scale) {
    double h = STEP * Math.max(1, Math.abs(weights[i]));
    Difference d = new Difference(0, true);
    for (int attempt = 0; attempt == 0 || (attempt < SMALLER_STEPS && !d.agrees); attempt++) {
      double apart = Math.abs(slope(i, h) - exact);
      double rounding = ROUNDINGS * Math.ulp(loss) / h;
      d = new Difference(scale == 0 ? apart : apart / scale, apart <= TOLERANCE * scale + rounding);
      h /= 10;
    }
    return d;
  }

  private double slope(int i, double h) {
    long begin = System.nanoTime();
    double w = weights[i];
    weights[i] = w + h;
    double above = interpreter.evaluateArrays(forward, inputs).get(0)[0];
    weights[i] = w - h;
    double below = interpreter.evaluateArrays(forward, inputs).get(0)[0];
    weights[i] = w;
    loss = above;
    numericalSeconds += (System.nanoTime() - begin) * 1e-9;
    numericalWeights++;
    return (above - below) / (2 * h);
  }

  /**
   * Returns how long numerical differentiation takes for all weights, from those that it was done
   * for.
   */
  double numericalSecondsForAll() {
    return numericalSeconds / numericalWeights * weights.length;
  }

  /** Returns how long backpropagation took. */
  double backwardSeconds() {
    return backwardSeconds;
  }

  /** Returns how long numerical differentiation took. */
  double numericalSeconds() {
    return numericalSeconds;
  }
}
