package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.init.Fans;
import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.layers.Add;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.DepthwiseConv2D;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.GlobalAveragePool2D;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelTest {
  private static Model small() {
    return Sequential.of(
        Input.of(8, 8, 2),
        Conv2D.of(3, 3).activation(RELU),
        BatchNorm.of(),
        MaxPool2D.of(2),
        Flatten.of(),
        Dense.of(4));
  }

  @Test
  void summariesOfLayersAddUpToThoseOfTheModel() {
    Model m = small();
    List<LayerSummary> layers = m.layerSummaries();
    assertEquals(m.nodes(), layers.stream().map(LayerSummary::node).toList());
    assertEquals(m.countParams(), layers.stream().mapToLong(LayerSummary::parameters).sum());
    assertEquals(m.multiplyAdds(), layers.stream().mapToLong(LayerSummary::multiplyAdds).sum());
    assertEquals("4x4", layers.get(3).receptiveField().toString(), "3x3, then 2x2");
  }

  @Test
  void trainedParametersLieInOneVectorAndTheOthersInAnother() {
    Model m = small();
    assertEquals(3 * 3 * 2 * 3 + 3 + 4 * 3 + 27 * 4 + 4, m.countParams());
    assertEquals(m.countParams() - 6, m.countTrainableParams());
    assertEquals(Shape.of((int) m.countTrainableParams()), m.weights().shape());
    assertEquals(Shape.of(6), m.state().shape());
    Parameter variance = m.parameters().get(5);
    assertEquals("batch_normalization/moving_variance", variance.name());
    assertEquals(3, variance.offset());
    assertEquals(1, m.state().get(3));
    Parameter kernel = m.parameters().get(6);
    assertEquals("dense/kernel", kernel.name());
    assertEquals(54 + 3 + 6, kernel.offset());
  }

  @Test
  void oneSeedGivesTheSameBits() {
    Model a = small();
    Model b = small();
    assertFalse(a.isInitialized());
    a.initialize(7);
    b.initialize(7);
    assertTrue(a.isInitialized() && a.weights().sameBits(b.weights()));
    b.initialize(8);
    assertFalse(a.weights().sameBits(b.weights()));
  }

  @Test
  void parametersAreInitialisedApartFromEachOther() {
    Model m = Sequential.of(Input.of(3), Dense.of(3), Dense.of(3));
    assertFalse(m.parameter("dense/kernel").sameBits(m.parameter("dense_1/kernel")));
  }

  @Test
  void aDepthwiseKernelHasTheFansThatItHasInKeras() {
    Model m = Sequential.of(Input.of(8, 8, 6), DepthwiseConv2D.of(3, 5).depthMultiplier(2));
    assertEquals(Shape.of(3, 5, 1, 12), m.parameters().get(0).shape());
    assertEquals(new Fans(15 * 6, 15 * 2), m.parameters().get(0).spec().fans());
  }

  @Test
  void writingToAParameterChangesTheModel() {
    Model m = small();
    m.parameter("dense/bias").set(2, 5);
    int bias = m.parameters().get(7).offset();
    assertEquals(5, m.weights().get(bias + 2));
    Exception e = assertThrows(IllegalArgumentException.class, () -> m.parameter("dense/weights"));
    assertTrue(e.getMessage().contains("dense/kernel"), e.getMessage());
  }

  @Test
  void parametersMoveFromModelToModelByName() {
    Model a = small();
    Model b = small();
    a.initialize(3);
    b.initialize(4);
    b.setParameterValues(a.parameterValues());
    assertTrue(a.weights().sameBits(b.weights()) && a.state().sameBits(b.state()));
  }

  @Test
  void parametersOfAnotherModelAreRefusedAndChangeNothing() {
    Model m = small();
    HostTensor before = m.weights().copy();
    Map<String, HostTensor> missing = new LinkedHashMap<>(small().parameterValues());
    missing.remove("dense/bias");
    assertRefused(m, missing, "dense/bias");
    Map<String, HostTensor> more = new LinkedHashMap<>(small().parameterValues());
    more.put("dense_9/bias", HostTensor.of(Shape.of(1), 0));
    assertRefused(m, more, "dense_9/bias");
    Map<String, HostTensor> other = new LinkedHashMap<>(small().parameterValues());
    other.replaceAll((k, v) -> HostTensor.zeros(v.type()));
    other.put(
        "dense/bias", HostTensor.zeros(other.get("dense/bias").type().withShape(Shape.of(2))));
    assertRefused(m, other, "F32[2]");
    assertTrue(before.sameBits(m.weights()));
  }

  private static void assertRefused(Model m, Map<String, HostTensor> values, String part) {
    String message =
        assertThrows(ModelFormatException.class, () -> m.setParameterValues(values)).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void multiplyAddsCountProducts() {
    Model m = small();
    assertEquals(6 * 6 * 3 * 3 * 3 * 2 + 27 * 4, m.multiplyAdds());
  }

  @Test
  void summaryHasShapesParametersAndReceptiveFields() {
    String s = small().summary();
    String[] lines = s.split("\n");
    assertTrue(lines[3].matches("conv2d +Conv2D +\\[6, 6, 3\\] +0.4 KB +57 +1,944 +3x3"), s);
    assertTrue(lines[5].matches("max_pooling2d +MaxPool2D +\\[3, 3, 3\\] +0.1 KB +0 +0 +4x4"), s);
    assertTrue(lines[7].matches("dense +Dense +\\[4\\] +0.0 KB +112 +108 +8x8"), s);
    assertTrue(s.contains("Parameters: 181, of which 175 are trained"), s);
    assertTrue(s.contains("Layer results for one example: 402 (0.00 MB)"), s);
    assertTrue(s.contains("Multiply-adds for one example: 2,052"), s);
  }

  @Test
  void summaryHasOneColumnForWhatLayersTakeAndOneForNotes() {
    Symbol x = Input.of(3).named("x").symbol();
    SharedLayer tower = SharedLayer.of(Dense.of(2).named("block.tower"));
    Symbol one = tower.apply(x);
    Symbol two = tower.apply(Dense.of(3).named("block.before").apply(x));
    Symbol sum = Add.of().named("block.sum").apply(one, two);
    Symbol side = Dense.of(1).named("side").apply(one);
    Model m =
        Model.of(List.of(x), List.of(sum), List.of(new Auxiliary(side, 0.3)))
            .freeze(n -> n.name().equals("block.before"))
            .learningRateFactor(n -> n.name().equals("side"), 0.1);
    String s = m.summary();
    String[] lines = s.split("\n");
    assertTrue(lines[0].matches("Layer +Kind +Takes +Output shape .* Note"), s);
    assertTrue(lines[2].startsWith("x "), s);
    assertTrue(lines[3].matches("block.tower +Dense +\\[2\\] .* 8 .*"), s);
    assertTrue(lines[4].matches("block.before +Dense +x +\\[3\\] .* frozen"), s);
    assertTrue(lines[5].matches("block.tower_1 +Dense +\\[2\\] .* 0 .* weights of block.tower"), s);
    assertTrue(lines[6].matches("block.sum +Add +.tower, .tower_1 +\\[2\\] .*"), s);
    assertTrue(
        lines[7].matches("side +Dense +block.tower +\\[1\\] .* rate x 0.1, training only"), s);
    assertTrue(
        s.contains("Parameters: 23, of which 11 are trained (0.00 MB); in prediction 20"), s);
    assertTrue(s.contains("Multiply-adds for one example: 23; in prediction 21"), s);
  }

  @Test
  void receptiveFieldsFollowStridesAndDilation() {
    Model m =
        Sequential.of(
            Input.of(64, 64, 1),
            Conv2D.of(1, 3).strides(2),
            Conv2D.of(1, 3).dilationRate(2),
            MaxPool2D.of(2),
            Conv2D.of(1, 1, 3),
            GlobalAveragePool2D.of());
    String[] lines = m.summary().split("\n");
    assertTrue(lines[4].endsWith(" 11x11"), lines[4]);
    assertTrue(lines[5].endsWith(" 13x13"), lines[5]);
    assertTrue(lines[6].endsWith(" 13x21"), lines[6]);
    // 13 rows, 11 rows and 4 columns further down the 13x11 map, whose pixels lie 4 apart
    assertTrue(lines[7].endsWith(" 61x61"), lines[7]);
  }

  /** Sums of examples: easy to tell apart. */
  private static Model summing() {
    return Sequential.of(
        Input.of(3), Dense.of(2).kernelInitializer(Initializer.ONES).useBias(false));
  }

  @Test
  void predictTakesOneExampleOrMany() {
    try (Backend backend = new InterpretedBackend()) {
      Model m = summing();
      HostTensor one = m.predict(backend, HostTensor.of(Shape.of(3), 1, 2, 3));
      assertEquals(HostTensor.of(Shape.of(2), 6, 6).toString(), one.toString());
      HostTensor two = m.predict(backend, HostTensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
      assertEquals(HostTensor.of(Shape.of(2, 2), 6, 6, 15, 15).toString(), two.toString());
      assertEquals(0, backend.openHandles());
    }
  }

  @Test
  void aPredictorCutsExamplesIntoBatches() {
    try (Backend backend = new InterpretedBackend();
        Predictor p = Predictor.of(backend, summing(), 2)) {
      HostTensor x = HostTensor.of(Shape.of(5, 3), new float[15]);
      for (int i = 0; i < 15; i++) {
        x.set(i, i);
      }
      HostTensor y = p.predict(x);
      assertEquals(
          HostTensor.of(Shape.of(5, 2), 3, 3, 12, 12, 21, 21, 30, 30, 39, 39).toString(),
          y.toString());
    }
  }

  /** Layers that pass on what they get make one value several outputs, of which one is an input. */
  @Test
  void layerOutputsCanBeReadFromADevice() {
    Model m =
        Sequential.of(Input.of(1, 3), Dropout.of(0.5), Flatten.of(), Dense.of(1).useBias(false));
    m.parameter("dense/kernel").buffer().putFloat(1).putFloat(2).putFloat(3);
    ModelProgram p = ModelPrograms.of(m).layerOutputs(2);
    try (Backend backend = new InterpretedBackend()) {
      Executable e = backend.compile(p.program(), CompileOptions.DEFAULT);
      List<Slice> in = new ArrayList<>();
      p.program().inputs().forEach(v -> in.add(Slice.of(backend.allocate(v.type().bytes()))));
      List<Slice> out = new ArrayList<>();
      p.program().outputs().forEach(v -> out.add(Slice.of(backend.allocate(v.type().bytes()))));
      in.get(0).buffer().write(0, m.weights().buffer());
      HostTensor x = HostTensor.of(Shape.of(2, 1, 3), 1, 2, 3, 4, 5, 6);
      in.get(2).buffer().write(0, x.buffer());
      e.bind(in, out, Slice.of(backend.allocate(Math.max(4, e.arenaBytes())))).run();
      for (int i = 0; i < 3; i++) {
        HostTensor y = HostTensor.zeros(p.program().outputs().get(i).type());
        out.get(i).buffer().read(0, y.buffer());
        assertArrayEquals(x.toFloats(), y.toFloats());
      }
      HostTensor y = HostTensor.zeros(p.program().outputs().get(3).type());
      out.get(3).buffer().read(0, y.buffer());
      assertArrayEquals(new float[] {14, 32}, y.toFloats());
    }
  }

  @Test
  void examplesOfAnotherShapeAreRefused() {
    try (Backend backend = new InterpretedBackend();
        Predictor p = Predictor.of(backend, summing(), 2)) {
      ShapeException e =
          assertThrows(ShapeException.class, () -> p.predict(HostTensor.of(Shape.of(2), 1, 2)));
      assertTrue(e.getMessage().contains("F32[3]"), e.getMessage());
      assertThrows(
          ShapeException.class,
          () -> p.predict(HostTensor.ofInts(Shape.of(2, 3), 1, 2, 3, 4, 5, 6)));
    }
  }

  @Test
  void aModelTooLargeForOneVectorIsRefused() {
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> Sequential.of(Input.of(30_000), Dense.of(15_000), Dense.of(15_000)));
    assertTrue(e.getMessage().startsWith("dense_1: "), e.getMessage());
  }
}
