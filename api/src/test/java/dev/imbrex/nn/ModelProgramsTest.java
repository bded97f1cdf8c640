package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.SIGMOID;
import static dev.imbrex.nn.activation.ActivationFunction.SOFTMAX;
import static dev.imbrex.nn.activation.ActivationFunction.TANH;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.init.RandomStream;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.DataFormat;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.nn.optim.Clipping;
import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.nn.regularize.Regularizer;
import dev.imbrex.op.Transpose;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Softmax;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelProgramsTest {
  private static final int BATCH = 4;
  private static final Objective CLASSES =
      new Objective(Loss.SPARSE_CATEGORICAL_CROSSENTROPY, List.of(Metric.ACCURACY, Metric.topK(2)));

  private final InterpretedModel oracle = new InterpretedModel();

  private static Model model() {
    return Sequential.of(
        Input.of(6, 6, 2),
        Conv2D.of(4, 3).activation(TANH).kernelRegularizer(Regularizer.l2(0.01)),
        BatchNorm.of().momentum(0.75),
        MaxPool2D.of(2),
        Dropout.of(0.25),
        Flatten.of(),
        Dense.of(3).activation(SOFTMAX));
  }

  private static Map<Port, List<double[]>> inputs(Model m, Objective o, Optimizer optimizer) {
    m.initialize(3);
    Map<Port, List<double[]>> in = new EnumMap<>(Port.class);
    in.put(Port.WEIGHTS, List.of(m.weights().toDoubles()));
    in.put(Port.STATE, List.of(m.state().toDoubles()));
    List<double[]> slots = new ArrayList<>();
    for (int i = 0; i < optimizer.slots(); i++) {
      slots.add(new double[m.weights().shape().intSize()]);
    }
    in.put(Port.SLOT, slots);
    in.put(Port.ACCUMULATORS, List.of(new double[o.accumulators()]));
    double[] x = new double[BATCH * m.inputShape().intSize()];
    RandomStream random = new RandomStream(1, 1);
    Arrays.setAll(x, i -> random.normal());
    in.put(Port.EXAMPLES, List.of(x));
    in.put(Port.LABELS, List.of(new double[] {0, 2, 1, 2}));
    in.put(Port.SCALARS, List.of(optimizer.scalars(0.1, 0)));
    in.put(Port.RANDOM, List.of(InterpretedModel.random()));
    return in;
  }

  private static double[] only(Map<Port, List<double[]>> m, Port p) {
    assertEquals(1, m.get(p).size());
    return m.get(p).get(0);
  }

  @Test
  void aStepIsGradientAndUpdateInOne() {
    Model m = model();
    Optimizer adam = Adam.of(0.1).clipping(Clipping.byGlobalNorm(0.01));
    Map<Port, List<double[]>> in = inputs(m, CLASSES, adam);
    ModelPrograms programs = InterpretedModel.exact(m);
    Map<Port, List<double[]>> step = oracle.runAll(programs.train(BATCH, CLASSES, adam), in);
    Map<Port, List<double[]>> first = oracle.runAll(programs.gradients(BATCH, CLASSES), in);
    Map<Port, List<double[]>> both = new EnumMap<>(in);
    both.put(Port.GRADIENTS, first.get(Port.GRADIENTS));
    Map<Port, List<double[]>> second = oracle.runAll(programs.update(adam), both);
    assertArrayEquals(only(second, Port.WEIGHTS), only(step, Port.WEIGHTS));
    assertArrayEquals(only(first, Port.STATE), only(step, Port.STATE));
    assertArrayEquals(only(first, Port.ACCUMULATORS), only(step, Port.ACCUMULATORS));
    assertEquals(2, step.get(Port.SLOT).size());
    assertArrayEquals(second.get(Port.SLOT).get(1), step.get(Port.SLOT).get(1));
    assertTrue(only(first, Port.LOSS)[0] > 0);
  }

  @Test
  void everyUpdateOverwritesItsInput() {
    ModelProgram p = InterpretedModel.exact(model()).train(BATCH, CLASSES, Adam.of(0.1));
    assertEquals(p.outputs().size(), p.program().updatesInPlace().size());
    p.program()
        .updatesInPlace()
        .forEach((out, in) -> assertEquals(p.outputs().get(out), p.inputs().get(in)));
    assertEquals(
        List.of(
            Port.WEIGHTS,
            Port.STATE,
            Port.SLOT,
            Port.SLOT,
            Port.ACCUMULATORS,
            Port.EXAMPLES,
            Port.LABELS,
            Port.SCALARS,
            Port.RANDOM),
        p.inputs());
  }

  @Test
  void stepsMakeTheLossSmaller() {
    Model m = model();
    Optimizer sgd = SGD.of(0.1);
    Map<Port, List<double[]>> in = inputs(m, CLASSES, sgd);
    ModelProgram train = InterpretedModel.exact(m).train(BATCH, CLASSES, sgd);
    double first = 0;
    double last = 0;
    for (int i = 0; i < 30; i++) {
      in.put(Port.ACCUMULATORS, List.of(new double[CLASSES.accumulators()]));
      in.putAll(oracle.runAll(train, in));
      last = only(in, Port.ACCUMULATORS)[0];
      first = i == 0 ? last : first;
    }
    assertTrue(last < first / 4, first + " to " + last);
  }

  @Test
  void accumulatorsAddUpLossAndMetricsOverExamples() {
    Model m = model();
    Map<Port, List<double[]>> in = inputs(m, CLASSES, SGD.of(0.1));
    ModelProgram evaluate = InterpretedModel.exact(m).evaluate(BATCH, CLASSES);
    double[] once = only(oracle.runAll(evaluate, in), Port.ACCUMULATORS);
    in.put(Port.ACCUMULATORS, List.of(once));
    double[] twice = only(oracle.runAll(evaluate, in), Port.ACCUMULATORS);
    for (int i = 0; i < once.length; i++) {
      assertEquals(2 * once[i], twice[i], 1e-12);
    }
    assertEquals(BATCH, once[1]);
    Map<String, Double> averages = CLASSES.averages(twice);
    assertEquals(List.of("loss", "accuracy", "top2_accuracy"), List.copyOf(averages.keySet()));
    assertEquals(once[0] / BATCH, averages.get("loss"), 1e-12);
    assertEquals(once[2] / BATCH, averages.get("accuracy"));
  }

  /** Loss and accuracy of evaluation, from the probabilities that prediction gives. */
  @Test
  void evaluationJudgesWhatPredictionGives() {
    Model m = model();
    Map<Port, List<double[]>> in = inputs(m, CLASSES, SGD.of(0.1));
    ModelPrograms programs = InterpretedModel.exact(m);
    double[] p = only(oracle.runAll(programs.predict(BATCH), in), Port.PREDICTIONS);
    double[] labels = only(in, Port.LABELS);
    double loss = 0;
    int hits = 0;
    for (int i = 0; i < BATCH; i++) {
      double own = p[3 * i + (int) labels[i]];
      loss -= Math.log(own);
      hits += own == Arrays.stream(p, 3 * i, 3 * i + 3).max().orElseThrow() ? 1 : 0;
    }
    double penalty =
        0.01 * Arrays.stream(m.parameter("conv2d/kernel").toDoubles()).map(w -> w * w).sum();
    double[] sums = only(oracle.runAll(programs.evaluate(BATCH, CLASSES), in), Port.ACCUMULATORS);
    assertEquals(loss + BATCH * penalty, sums[0], 1e-12);
    assertEquals(hits, sums[2]);
    assertEquals(1, Arrays.stream(p, 0, 3).sum(), 1e-12);
  }

  @Test
  void theSoftmaxOfTheLastLayerIsLeftToTheLoss() {
    ModelPrograms programs = ModelPrograms.of(model());
    assertTrue(has(programs.predict(1), Softmax.class));
    assertTrue(!has(programs.evaluate(1, CLASSES), Softmax.class));
    Objective squares = new Objective(Loss.MEAN_SQUARED_ERROR, List.of());
    assertTrue(has(programs.evaluate(1, squares), Softmax.class));
  }

  private static boolean has(ModelProgram p, Class<?> op) {
    return p.program().nodes().stream().anyMatch(n -> op.isInstance(n.op()));
  }

  @Test
  void aLossThatTakesOtherLogitsIsRefused() {
    Model m = Sequential.of(Input.of(3), Dense.of(2).activation(SIGMOID));
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> ModelPrograms.of(m).evaluate(1, CLASSES));
    assertTrue(e.getMessage().contains("sigmoid in dense"), e.getMessage());
  }

  @Test
  void batchNormMovesItsStatisticsInTrainingOnly() {
    Model m = Sequential.of(Input.of(2), BatchNorm.of().momentum(0.75), Dense.of(1).named("head"));
    Objective o = new Objective(Loss.MEAN_SQUARED_ERROR, List.of());
    Map<Port, List<double[]>> in = inputs(m, o, SGD.of(0.1));
    in.put(Port.EXAMPLES, List.of(new double[] {1, 0, 3, 0, 5, 4, 7, 4}));
    double[] state =
        only(oracle.runAll(InterpretedModel.exact(m).gradients(BATCH, o), in), Port.STATE);
    // means 4 and 2, biased variances 5 and 4
    assertArrayEquals(new double[] {1, 0.5, 0.75 + 1.25, 0.75 + 1}, state, 1e-12);
    assertTrue(!InterpretedModel.exact(m).evaluate(BATCH, o).outputs().contains(Port.STATE));
    in.put(Port.STATE, List.of(state));
    double[] y =
        oracle
            .runAll(InterpretedModel.exact(m).layerOutputs(BATCH), in)
            .get(Port.LAYER_OUTPUT)
            .get(1);
    assertEquals((7 - 1) / Math.sqrt(2 + 1e-3), y[6], 1e-12);
  }

  @Test
  void dropoutWorksInTrainingOnlyAndChangesWithTheStep() {
    Model m = Sequential.of(Input.of(100), Dropout.of(0.3), Dense.of(1));
    Objective o = new Objective(Loss.MEAN_SQUARED_ERROR, List.of());
    Map<Port, List<double[]>> in = inputs(m, o, SGD.of(0.1));
    double[] ones = new double[400];
    Arrays.fill(ones, 1);
    in.put(Port.EXAMPLES, List.of(ones));
    double[] y =
        oracle
            .runAll(InterpretedModel.exact(m).layerOutputs(BATCH), in)
            .get(Port.LAYER_OUTPUT)
            .get(1);
    assertArrayEquals(ones, y);
    ModelProgram p = InterpretedModel.exact(m).gradients(BATCH, o);
    double[] g = only(oracle.runAll(p, in), Port.GRADIENTS);
    assertArrayEquals(g, only(oracle.runAll(p, in), Port.GRADIENTS));
    in.put(Port.RANDOM, List.of(new double[] {17, 0, 4, 0}));
    assertTrue(!Arrays.equals(g, only(oracle.runAll(p, in), Port.GRADIENTS)));
  }

  @Test
  void twoDropoutsDrawDifferentNumbers() {
    Model m = Sequential.of(Input.of(200), Dropout.of(0.5), Dropout.of(0.5), Dense.of(1));
    Objective o = new Objective(Loss.MEAN_SQUARED_ERROR, List.of());
    Map<Port, List<double[]>> in = inputs(m, o, SGD.of(0.1));
    double[] g =
        only(oracle.runAll(InterpretedModel.exact(m).gradients(BATCH, o), in), Port.GRADIENTS);
    // An input survives both with probability 1/4, and is lost in all four examples with (3/4)^4.
    long zeros = Arrays.stream(g, 0, 200).filter(d -> d == 0).count();
    assertTrue(zeros > 200 * 0.2 && zeros < 200 * 0.45, zeros + " zeros");
  }

  @Test
  void theLayerWhereNumbersStopBeingFiniteIsFound() {
    Model m = model();
    Map<Port, List<double[]>> in = inputs(m, CLASSES, SGD.of(0.1));
    ModelProgram finite = InterpretedModel.exact(m).finite(BATCH);
    Map<Port, List<double[]>> good = oracle.runAll(finite, in);
    assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1, 1}, only(good, Port.FINITE_PARAMETERS));
    assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1, 1}, only(good, Port.FINITE_OUTPUTS));
    double[] w = only(in, Port.WEIGHTS).clone();
    w[m.parameters().get(3).offset()] = Double.POSITIVE_INFINITY;
    in.put(Port.WEIGHTS, List.of(w));
    Map<Port, List<double[]>> bad = oracle.runAll(finite, in);
    assertArrayEquals(new double[] {1, 1, 0, 1, 1, 1, 1}, only(bad, Port.FINITE_PARAMETERS));
    assertArrayEquals(new double[] {1, 1, 0}, Arrays.copyOf(only(bad, Port.FINITE_OUTPUTS), 3));
  }

  @Test
  void layerOutputsHaveTheShapesThatTheModelSays() {
    Model m = model();
    ModelProgram p = ModelPrograms.of(m).layerOutputs(BATCH);
    for (LayerNode n : m.nodes()) {
      assertEquals(n.outputShape().prepend(BATCH), p.program().outputs().get(n.index()).shape());
    }
  }

  @Test
  void neighboursWithChannelsFirstTransposeOnceOnEachSide() {
    Model first =
        Sequential.of(
            Input.of(2, 6, 5),
            Conv2D.of(3, 3).dataFormat(DataFormat.CHANNELS_FIRST),
            MaxPool2D.of(2).dataFormat(DataFormat.CHANNELS_FIRST),
            Conv2D.of(4, 1).dataFormat(DataFormat.CHANNELS_FIRST));
    ModelProgram p = InterpretedModel.exact(first).predict(1);
    long into =
        p.program().nodes().stream()
            .filter(n -> n.op().equals(new Transpose(List.of(0, 2, 3, 1))))
            .count();
    assertEquals(1, into);

    Model last =
        Sequential.of(Input.of(6, 5, 2), Conv2D.of(3, 3), MaxPool2D.of(2), Conv2D.of(4, 1));
    first.initialize(1);
    last.initialize(1);
    double[] x = new double[60];
    double[] xFirst = new double[60];
    for (int pixel = 0; pixel < 30; pixel++) {
      for (int c = 0; c < 2; c++) {
        x[pixel * 2 + c] = pixel * 0.1 + c;
        xFirst[c * 30 + pixel] = pixel * 0.1 + c;
      }
    }
    double[] y = predicted(last, x);
    double[] yFirst = predicted(first, xFirst);
    for (int pixel = 0; pixel < 2; pixel++) {
      for (int c = 0; c < 4; c++) {
        assertEquals(y[pixel * 4 + c], yFirst[c * 2 + pixel], 1e-12);
      }
    }
  }

  private double[] predicted(Model m, double[] x) {
    Map<Port, List<double[]>> in = new EnumMap<>(Port.class);
    in.put(Port.WEIGHTS, List.of(m.weights().toDoubles()));
    in.put(Port.STATE, List.of(m.state().toDoubles()));
    in.put(Port.EXAMPLES, List.of(x));
    return only(oracle.runAll(InterpretedModel.exact(m).predict(1), in), Port.PREDICTIONS);
  }

  @Test
  void nodesCarryTheNameOfTheirLayer() {
    ModelProgram p = ModelPrograms.of(model()).train(2, CLASSES, SGD.of(0.1));
    List<String> sources = p.program().nodes().stream().map(n -> n.source()).distinct().toList();
    assertTrue(
        sources.containsAll(List.of("conv2d", "dense", "loss", "metrics", "optimizer")),
        sources.toString());
  }

  @Test
  void aModelWithoutParametersCanPredictButNotTrain() {
    Model m = Sequential.of(Input.of(3), Flatten.of());
    Objective o = new Objective(Loss.MEAN_SQUARED_ERROR, List.of());
    assertArrayEquals(new double[] {1, 2, 3}, predicted(m, new double[] {1, 2, 3}));
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> ModelPrograms.of(m).train(1, o, SGD.of(0.1)));
    assertTrue(e.getMessage().contains("no parameters"), e.getMessage());
  }

  @Test
  void aLayerThatGivesAnotherShapeThanItSaysIsNamed() {
    Model m = Sequential.of(Input.of(3), new Odd().named("odd"));
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> ModelPrograms.of(m).predict(2));
    assertTrue(e.getMessage().startsWith("odd: "), e.getMessage());
  }

  /** Says that it keeps the shape, but adds up all numbers of an example. */
  private static final class Odd extends AbstractLayer<Odd> {
    @Override
    public String baseName() {
      return "odd";
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Value emit(LayerContext context, Value x) {
      return context.emitter().sum(x, true, 1);
    }

    @Override
    public Map<String, Object> config() {
      return Map.of();
    }
  }
}
