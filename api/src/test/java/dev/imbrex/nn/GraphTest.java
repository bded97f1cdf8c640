package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static dev.imbrex.nn.activation.ActivationFunction.SOFTMAX;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.layers.Add;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Concatenate;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.GlobalAveragePool2D;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.Multiply;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphTest {

  /** Two inputs, shared layers, every kind of join, two outputs and an auxiliary one. */
  static Model branches() {
    Symbol left = Input.of(4, 4, 2).named("left").symbol();
    Symbol right = Input.of(4, 4, 2).named("right").symbol();
    SharedLayer tower = SharedLayer.of(Conv2D.of(3, 3).padding(Padding.SAME).named("tower"));
    Symbol a = tower.apply(left);
    Symbol b = tower.apply(right);
    Symbol sum = Add.of().apply(a, b);
    Symbol product = Multiply.of().apply(a, b);
    Symbol both = Concatenate.of().apply(sum, product, left);
    Symbol features = GlobalAveragePool2D.of().apply(BatchNorm.of().apply(both));
    Symbol digit = Dense.of(10).named("digit").apply(features);
    Symbol parity = Dense.of(2).named("parity").apply(features);
    Symbol side = Dense.of(10).named("side").apply(Flatten.of().apply(sum));
    return Model.of(List.of(left, right), List.of(digit, parity), List.of(new Auxiliary(side, 0.3)))
        .freeze(n -> n.name().equals("tower"))
        .learningRateFactor(n -> n.name().equals("digit"), 0.5);
  }

  private static List<String> names(Model m) {
    return m.nodes().stream().map(LayerNode::name).toList();
  }

  private static List<String> parameters(Model m) {
    return m.parameters().stream().map(Parameter::name).toList();
  }

  @Test
  void layersAreInAnOrderInWhichTheyCanBeComputed() {
    Model m = branches();
    assertEquals(
        List.of(
            "left",
            "right",
            "tower",
            "tower_1",
            "add",
            "multiply",
            "concatenate",
            "batch_normalization",
            "global_average_pooling2d",
            "digit",
            "parity",
            "flatten",
            "side"),
        names(m));
    for (LayerNode n : m.nodes()) {
      assertTrue(n.inputs().stream().allMatch(i -> i < n.index()), n.name());
    }
    assertEquals(List.of(4, 5, 0), m.node("concatenate").inputs());
    assertEquals(Shape.of(4, 4, 8), m.node("concatenate").outputShape());
    assertEquals(Shape.of(64), m.inputShape());
    assertEquals(Shape.of(10), m.outputShape());
    assertEquals(List.of("digit", "parity"), m.outputs().stream().map(LayerNode::name).toList());
  }

  @Test
  void layersThatShareWeightsHaveOneSetOfParameters() {
    Model m = branches();
    assertEquals(2, parameters(m).stream().filter(p -> p.startsWith("tower")).count());
    assertEquals(m.node("tower").index(), m.node("tower_1").parametersOf());
    assertFalse(m.node("tower_1").trainable(), "frozen with its owner");
  }

  @Test
  void mapsMakeTheSameModelAgain() {
    Model m = branches();
    Model again = Model.fromConfig(m.config());
    assertEquals(m.config(), again.config());
    assertEquals(m.parameters(), again.parameters());
    assertEquals(m.graph().outputs(), again.graph().outputs());
    assertEquals(m.graph().auxiliaries(), again.graph().auxiliaries());
  }

  @Test
  void aChainOfSymbolsIsWhatSequentialMakes() {
    Symbol x = Input.of(4, 4, 1).symbol();
    Model chain = Model.of(x, Dense.of(2).apply(Flatten.of().apply(Conv2D.of(2, 3).apply(x))));
    Model same = Sequential.of(Input.of(4, 4, 1), Conv2D.of(2, 3), Flatten.of(), Dense.of(2));
    assertEquals(same.config(), chain.config());
    chain.initialize(3);
    same.initialize(3);
    assertTrue(same.weights().sameBits(chain.weights()));
  }

  @Test
  void auxiliaryOutputsCanBeDropped() {
    Model m = branches();
    m.initialize(1);
    Model dropped = m.withoutAuxiliaries();
    assertFalse(names(dropped).contains("side"));
    assertFalse(names(dropped).contains("flatten"));
    assertEquals(m.countParams() - 48 * 10 - 10, dropped.countParams());
    assertArrayEquals(
        m.parameter("digit/kernel").toFloats(), dropped.parameter("digit/kernel").toFloats());
    assertEquals(m.multiplyAdds(), dropped.multiplyAdds());
  }

  @Test
  void frozenLayersAreNotTrainedAndKeepTheirNumbers() {
    Model m = Sequential.of(Input.of(2), Dense.of(3).named("a"), Dense.of(2).named("b"));
    m.initialize(5);
    Model frozen = m.freezeUntil("a");
    assertEquals(m.countParams(), frozen.countParams());
    assertEquals(3 * 2 + 2, frozen.countTrainableParams());
    m.parameterValues()
        .forEach((name, t) -> assertArrayEquals(t.toFloats(), frozen.parameter(name).toFloats()));
    assertEquals(m.config(), frozen.unfreeze().config());
    assertThrows(IllegalArgumentException.class, () -> m.freezeUntil("c"));
    assertThrows(IllegalArgumentException.class, () -> m.learningRateFactor(n -> true, 0));
  }

  @Test
  void aHeadCanBeReplaced() {
    Model m =
        Sequential.of(
            Input.of(4, 4, 1),
            Conv2D.of(2, 3).named("body"),
            Flatten.of(),
            Dense.of(10).named("head"));
    m.initialize(7);
    Model other = Model.of(m.input(), Dense.of(5).named("new").apply(m.result("flatten")));
    assertFalse(other.isInitialized(), "the new head has no numbers yet");
    other.initialize(8);
    assertArrayEquals(
        m.parameter("body/kernel").toFloats(), other.parameter("body/kernel").toFloats());
    assertEquals(Shape.of(5), other.outputShape());
    other.parameter("body/kernel").set(0, 99);
    assertTrue(m.parameter("body/kernel").get(0) != 99, "each model has its own");
    Model features = Model.of(m.input(), m.result("flatten"));
    assertTrue(features.isInitialized(), "all of it is known");
  }

  @Test
  void aModelIsALayerOfALargerOne() {
    Model encoder = Sequential.of(Input.of(4), Dense.of(3).activation(RELU), Dense.of(2));
    encoder.initialize(1);
    Symbol a = Input.of(4).symbol();
    Symbol b = Input.of(4).symbol();
    Symbol joined =
        Concatenate.of().apply(encoder.apply("encoder", a), encoder.apply("encoder", b));
    Model m = Model.of(List.of(a, b), List.of(Dense.of(1).named("out").apply(joined)));
    assertEquals(
        List.of(
            "encoder.dense/kernel",
            "encoder.dense/bias",
            "encoder.dense_1/kernel",
            "encoder.dense_1/bias",
            "out/kernel",
            "out/bias"),
        parameters(m));
    m.initialize(2);
    assertArrayEquals(
        encoder.parameter("dense/kernel").toFloats(),
        m.parameter("encoder.dense/kernel").toFloats());
    assertEquals(m.config(), Model.fromConfig(m.config()).config());
    ShapeException e = assertThrows(ShapeException.class, () -> encoder.apply("e", joined, a));
    assertTrue(e.getMessage().startsWith("e: "), e.getMessage());
  }

  @Test
  void whatJoinsSeesAsFarAsItsLargestBranch() {
    Symbol x = Input.of(9, 9, 1).symbol();
    Symbol wide = Conv2D.of(2, 5).padding(Padding.SAME).apply(x);
    Symbol y = Add.of().apply(wide, Conv2D.of(2, 1).apply(x));
    Model m = Model.of(x, Conv2D.of(1, 3).padding(Padding.SAME).apply(y));
    List<LayerSummary> all = m.layerSummaries();
    assertEquals("7x7", all.get(all.size() - 1).receptiveField().toString());
  }

  @Test
  void wrongGraphsAreRefused() {
    Symbol x = Input.of(3).symbol();
    Symbol unused = Input.of(3).symbol();
    Symbol y = Dense.of(2).apply(x);
    refused("depends on the input", List.of(x, unused), List.of(y));
    refused("not among the model's", List.of(unused), List.of(y));
    refused("differ from each other", List.of(x), List.of(y, y));
    refused("differ from each other", List.of(x), List.of());
    refused("Input.symbol()", List.of(y), List.of(y));
    Symbol a = Dense.of(2).named("same").apply(x);
    refused("two are called same", List.of(x), List.of(Dense.of(1).named("same").apply(a)));
    assertThrows(ShapeException.class, () -> Add.of().apply(x));
    assertThrows(ShapeException.class, () -> Add.of().apply(x, y));
    assertThrows(ShapeException.class, () -> Concatenate.of().apply(x));
    assertThrows(IllegalArgumentException.class, () -> new Auxiliary(y, 0));
    SharedLayer shared = SharedLayer.of(Dense.of(2));
    Symbol once = shared.apply(x);
    refused("shares its weights", List.of(x), List.of(shared.apply(once)));
  }

  private static void refused(String part, List<Symbol> inputs, List<Symbol> outputs) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Model.of(inputs, outputs)).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  @SuppressWarnings("unchecked")
  void filesWithoutALayerThatIsNamedAreRefused() {
    Map<String, Object> config = new LinkedHashMap<>(branches().config());
    config.put("outputs", List.of("nobody"));
    refusedFile("nobody", config);
    config = new LinkedHashMap<>(branches().config());
    List<Map<String, Object>> layers =
        new ArrayList<>((List<Map<String, Object>>) config.get("layers"));
    Map<String, Object> add = new LinkedHashMap<>(layers.get(4));
    add.put("inputs", List.of("tower", "digit"));
    layers.set(4, add);
    config.put("layers", layers);
    refusedFile("digit", config);
    add.remove("inputs");
    refusedFile("at least two", config);
  }

  private static void refusedFile(String part, Map<String, Object> config) {
    String message =
        assertThrows(ModelFormatException.class, () -> Model.fromConfig(config)).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void aLossThatTheOutputsDoNotFitNamesTheOutput() {
    Symbol x = Input.of(3).symbol();
    Model m =
        Model.of(
            List.of(x),
            List.of(Dense.of(2).apply(x), Dense.of(1).named("odd").activation(SOFTMAX).apply(x)));
    Objective o = Objective.of(m, Loss.BINARY_CROSSENTROPY, List.of());
    String message =
        assertThrows(IllegalArgumentException.class, () -> ModelPrograms.of(m).evaluate(2, o))
            .getMessage();
    assertTrue(message.contains("odd"), message);
  }
}
