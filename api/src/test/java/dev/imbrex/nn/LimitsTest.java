package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static dev.imbrex.nn.activation.ActivationFunction.SOFTMAX;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.Json;
import dev.imbrex.nn.constrain.Constraint;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.DepthwiseConv2D;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.nn.regularize.Regularizer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Constraints and penalties on results, as options of layers and in the programs of models. */
class LimitsTest {
  private static final Objective MSE = new Objective(Loss.MEAN_SQUARED_ERROR, List.of());

  private final InterpretedModel oracle = new InterpretedModel();

  private static Map<Port, double[]> inputs(Model m, double[] w, double[] x, double[] y) {
    Map<Port, double[]> in = new EnumMap<>(Port.class);
    in.put(Port.WEIGHTS, w);
    in.put(Port.STATE, m.state().toDoubles());
    in.put(Port.ACCUMULATORS, new double[2]);
    in.put(Port.EXAMPLES, x);
    in.put(Port.LABELS, y);
    in.put(Port.RANDOM, InterpretedModel.random());
    return in;
  }

  @Test
  void mapsMakeTheSameLayersAgain() {
    Model m =
        Sequential.of(
            Input.of(5, 5, 2),
            Conv2D.of(3, 2)
                .kernelConstraint(Constraint.maxNorm(2, 0, 1, 2))
                .biasConstraint(Constraint.NON_NEG)
                .activityRegularizer(Regularizer.l1(0.1)),
            DepthwiseConv2D.of(2).kernelConstraint(Constraint.unitNorm()),
            Flatten.of(),
            Dense.of(2)
                .kernelConstraint(Constraint.unitNorm())
                .biasConstraint(Constraint.maxNorm(1))
                .activityRegularizer(Regularizer.l2(0.2)));
    Map<String, Object> read = Json.parseMap("model", Json.line(m.config()));
    assertEquals(m.config(), Model.fromConfig(read).config());
  }

  @Test
  void layersWithoutLimitsHaveTheMapsThatTheyAlwaysHad() {
    for (Layer l : List.of(Dense.of(2), Conv2D.of(2, 1))) {
      assertFalse(l.config().containsKey("kernel_constraint"));
      assertFalse(l.config().containsKey("bias_constraint"));
      assertFalse(l.config().containsKey("activity_regularizer"));
    }
  }

  /** What is constrained lies between what is not: kernel of the first, bias of the second. */
  @Test
  void onlyWhatHasAConstraintIsBroughtBackToIt() {
    Model m =
        Sequential.of(
            Input.of(2),
            Dense.of(1).kernelConstraint(Constraint.unitNorm()),
            Dense.of(1).biasConstraint(Constraint.NON_NEG));
    ModelProgram p = InterpretedModel.exact(m).update(SGD.of(1));
    Map<Port, double[]> in = new EnumMap<>(Port.class);
    in.put(Port.WEIGHTS, new double[] {4, 6, 7, 8, 1});
    in.put(Port.GRADIENTS, new double[] {1, 2, 1, 1, 3});
    in.put(Port.SCALARS, new double[] {1});
    double f = 1 / (5 + 1e-7);
    assertArrayEquals(
        new double[] {3 * f, 4 * f, 6, 7, 0}, oracle.run(p, in).get(Port.WEIGHTS).get(0), 1e-15);
  }

  /** Biases of one number, between two constrained kernels and behind the last. */
  @Test
  void aSingleNumberBetweenWhatIsConstrainedStaysAsTheOptimiserLeavesIt() {
    Model m =
        Sequential.of(
            Input.of(2),
            Dense.of(1).kernelConstraint(Constraint.unitNorm()),
            Dense.of(1).kernelConstraint(Constraint.NON_NEG));
    ModelProgram p = InterpretedModel.exact(m).update(SGD.of(1));
    Map<Port, double[]> in = new EnumMap<>(Port.class);
    in.put(Port.WEIGHTS, new double[] {4, 6, 7, 8, 1});
    in.put(Port.GRADIENTS, new double[] {1, 2, 1, 9, 3});
    in.put(Port.SCALARS, new double[] {1});
    double f = 1 / (5 + 1e-7);
    assertArrayEquals(
        new double[] {3 * f, 4 * f, 6, 0, -2}, oracle.run(p, in).get(Port.WEIGHTS).get(0), 1e-15);
  }

  /** Results relu(2), relu(-4) and relu(6): half of 0.1 (2 + 6) for each of two examples. */
  @Test
  void penaltiesOnResultsAreDividedByTheBatch() {
    Layer plain = Dense.of(1).useBias(false).activation(RELU);
    Layer limited =
        Dense.of(1).useBias(false).activation(RELU).activityRegularizer(Regularizer.l1(0.1));
    Model m = Sequential.of(Input.of(1), limited);
    Model n = Sequential.of(Input.of(1), plain);
    double[] x = {1, -2, 3};
    double with = loss(m, new double[] {2}, x, new double[3]);
    double without = loss(n, new double[] {2}, x, new double[3]);
    assertEquals(0.1 * (2 + 6) / 3, with - without, 1e-15);
  }

  private double loss(Model m, double[] w, double[] x, double[] y) {
    int batch = x.length / m.inputShape().intSize();
    ModelProgram p = InterpretedModel.exact(m).gradients(batch, MSE);
    return oracle.run(p, inputs(m, w, x, y)).get(Port.LOSS).get(0)[0];
  }

  /** The loss takes logits, but what the layer gives are probabilities, and they are penalised. */
  @Test
  void aSoftmaxThatTheLossTakesOverIsPenalisedAsProbabilities() {
    Model m =
        Sequential.of(
            Input.of(2),
            Dense.of(2).useBias(false).activation(SOFTMAX).activityRegularizer(Regularizer.l2(1)));
    Objective o = new Objective(Loss.SPARSE_CATEGORICAL_CROSSENTROPY, List.of());
    ModelProgram p = InterpretedModel.exact(m).gradients(1, o);
    double[] w = {1, 0, 0, 1};
    double q = 1 / (1 + Math.exp(-1));
    double expected = -Math.log(q) + q * q + (1 - q) * (1 - q);
    Map<Port, List<double[]>> out =
        oracle.run(p, inputs(m, w, new double[] {3, 2}, new double[] {0}));
    assertEquals(expected, out.get(Port.LOSS).get(0)[0], 1e-14);
  }

  @Test
  void judgingLeavesOutClassWeightsButNotPenalties() {
    Model m = Sequential.of(Input.of(2), Dense.of(2).activityRegularizer(Regularizer.l2(0.5)));
    Loss weighted = Loss.SPARSE_CATEGORICAL_CROSSENTROPY.classWeights(List.of(3.0, 3.0));
    double[] x = {1, 2};
    double[] zeros = new double[6];
    Arrays.fill(zeros, 0, 4, 0.5);
    Map<Port, double[]> in = inputs(m, zeros, x, new double[] {1});
    Objective o = new Objective(weighted, List.of());
    double judged =
        oracle.run(InterpretedModel.exact(m).evaluate(1, o), in).get(Port.ACCUMULATORS).get(0)[0];
    double trained =
        oracle.run(InterpretedModel.exact(m).gradients(1, o), in).get(Port.LOSS).get(0)[0];
    // Both results are 1.5: probabilities of a half, and a penalty of 0.5 (1.5^2 + 1.5^2).
    assertEquals(Math.log(2) + 2.25, judged, 1e-14);
    assertEquals(3 * Math.log(2) + 2.25, trained, 1e-14);
    assertTrue(trained > judged);
  }
}
