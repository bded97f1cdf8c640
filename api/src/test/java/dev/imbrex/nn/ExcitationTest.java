package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.SOFTMAX;
import static dev.imbrex.nn.activation.ActivationFunction.SWISH;
import static dev.imbrex.nn.activation.ActivationFunction.TANH;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.init.RandomStream;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.DepthwiseConv2D;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExcitationTest {
  private static final int BATCH = 2;
  private static final double STEP = 1e-5;

  private final InterpretedModel oracle = new InterpretedModel();
  private final Model model =
      Sequential.of(
          Input.of(6, 6, 1),
          Conv2D.of(4, 3).activation(SWISH),
          BatchNorm.of(),
          MaxPool2D.of(2),
          DepthwiseConv2D.of(2).activation(TANH),
          Dropout.of(0.5),
          Flatten.of(),
          Dense.of(3).activation(SOFTMAX));

  private static double[] normal(int count, int stream) {
    RandomStream random = new RandomStream(7, stream);
    double[] v = new double[count];
    Arrays.setAll(v, i -> random.normal());
    return v;
  }

  private Map<Port, double[]> inputs(ModelProgram p) {
    model.initialize(3);
    Map<Port, double[]> in = new EnumMap<>(Port.class);
    in.put(Port.WEIGHTS, model.weights().toDoubles());
    in.put(Port.STATE, model.state().toDoubles());
    in.put(Port.EXAMPLES, normal(p.inputType(Port.EXAMPLES).shape().intSize(), 1));
    in.put(Port.COUNTS, normal(p.inputType(Port.COUNTS).shape().intSize(), 2));
    return in;
  }

  private static double only(Map<Port, List<double[]>> m, int i) {
    return m.get(Port.EXCITATIONS).get(0)[i];
  }

  @Test
  void theGradientOfEveryLayerAgreesWithCentralDifferences() {
    for (LayerNode n : model.nodes()) {
      ModelProgram p = InterpretedModel.exact(model).excitation(BATCH, n.index());
      Map<Port, double[]> in = inputs(p);
      double[] gradient = oracle.run(p, in).get(Port.EXAMPLE_GRADIENTS).get(0);
      double[] x = in.get(Port.EXAMPLES);
      assertEquals(x.length, gradient.length);
      double difference = 0;
      double norm = 0;
      for (int i = 0; i < x.length; i++) {
        int example = i / (x.length / BATCH);
        double numeric = (moved(p, in, i, STEP, example) - moved(p, in, i, -STEP, example));
        numeric /= 2 * STEP;
        difference += (numeric - gradient[i]) * (numeric - gradient[i]);
        norm += gradient[i] * gradient[i];
      }
      assertTrue(norm > 0, n.name() + " has no gradient");
      double relative = Math.sqrt(difference / norm);
      assertTrue(relative < 1e-6, n.name() + " is off by " + relative);
    }
  }

  private double moved(ModelProgram p, Map<Port, double[]> in, int at, double by, int example) {
    Map<Port, double[]> other = new EnumMap<>(in);
    double[] x = in.get(Port.EXAMPLES).clone();
    x[at] += by;
    other.put(Port.EXAMPLES, x);
    return only(oracle.run(p, other), example);
  }

  @Test
  void theExcitationIsTheCountedSumOfTheLayersResult() {
    ModelProgram p = InterpretedModel.exact(model).excitation(BATCH, 1);
    Map<Port, double[]> in = inputs(p);
    double[] counts = in.get(Port.COUNTS);
    Map<Port, double[]> plain = new EnumMap<>(in);
    plain.remove(Port.COUNTS);
    double[] y =
        oracle
            .run(InterpretedModel.exact(model).layerOutputs(BATCH), plain)
            .get(Port.LAYER_OUTPUT)
            .get(1);
    Map<Port, List<double[]>> out = oracle.run(p, in);
    for (int e = 0; e < BATCH; e++) {
      double sum = 0;
      for (int i = e * y.length / BATCH; i < (e + 1) * y.length / BATCH; i++) {
        sum += y[i] * counts[i];
      }
      assertEquals(sum, only(out, e), 1e-12);
    }
  }

  @Test
  void onABackendTheMeanOfAFilterIsMeasured() {
    model.initialize(3);
    HostTensor x = HostTensor.of(model.inputShape().prepend(BATCH), floats(normal(72, 1)));
    try (InterpretedBackend backend = new InterpretedBackend();
        Excitation e = Excitation.of(backend, model, 1, BATCH);
        Activations a = Activations.of(backend, model, BATCH)) {
      float[] y = a.of(x).get(1).toFloats();
      Excitation.Result r = e.of(x, e.meanOf(3, 0));
      int positions = y.length / BATCH / 4;
      for (int i = 0; i < BATCH; i++) {
        double mean = 0;
        for (int k = 0; k < positions; k++) {
          mean += y[(i * positions + k) * 4 + (i == 0 ? 3 : 0)] / (double) positions;
        }
        assertEquals(mean, r.excitations().get(i), 1e-6);
      }
      assertEquals(x.shape(), r.gradients().shape());
      Excitation.Result swapped = e.of(x, e.meanOf(0, 3));
      assertTrue(Math.abs(swapped.excitations().get(0) - r.excitations().get(0)) > 1e-6);
    }
  }

  private static float[] floats(double[] v) {
    float[] f = new float[v.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) v[i];
    }
    return f;
  }

  @Test
  void aFilterOfALayerWithoutHeightAndWidthIsOneElement() {
    try (InterpretedBackend backend = new InterpretedBackend();
        Excitation e = Excitation.of(backend, model, 7, BATCH)) {
      assertArrayEquals(new float[] {0, 1, 0, 0, 0, 1}, e.meanOf(1, 2).toFloats());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (InterpretedBackend backend = new InterpretedBackend();
        Excitation e = Excitation.of(backend, model, 1, BATCH)) {
      HostTensor one = HostTensor.zeros(x(1));
      HostTensor counts = e.meanOf(0, 1);
      assertThrows(ShapeException.class, () -> e.of(one, counts));
      assertThrows(ShapeException.class, () -> e.of(HostTensor.zeros(x(BATCH)), one));
      assertThrows(ShapeException.class, () -> e.meanOf(0));
      ShapeException wrong = assertThrows(ShapeException.class, () -> e.meanOf(0, 4));
      assertEquals("The layer has filters 0 to 3, but got 4.", wrong.getMessage());
      assertThrows(IndexOutOfBoundsException.class, () -> Excitation.of(backend, model, 99, BATCH));
    }
  }

  private TensorType x(int batch) {
    return TensorType.f32(model.inputShape().prepend(batch));
  }
}
