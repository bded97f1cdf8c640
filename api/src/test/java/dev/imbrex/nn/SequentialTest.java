package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static dev.imbrex.nn.activation.ActivationFunction.SOFTMAX;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.layers.Activation;
import dev.imbrex.nn.layers.AveragePool2D;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.BuiltInLayers;
import dev.imbrex.nn.layers.ChannelPadding;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.DataFormat;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.DepthwiseConv2D;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.GlobalAveragePool2D;
import dev.imbrex.nn.layers.GlobalMaxPool2D;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.LocalResponseNormalization;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.nn.layers.Reshape;
import dev.imbrex.nn.layers.ZeroPadding2D;
import dev.imbrex.nn.regularize.Regularizer;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.ShapeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SequentialTest {
  private static final Layer PICTURES = Input.of(12, 12, 4);

  private static List<String> names(Model m) {
    return m.nodes().stream().map(LayerNode::name).toList();
  }

  @Test
  void layersAreNumberedFromTheSecondOfAKind() {
    Model m = Sequential.of(PICTURES, Conv2D.of(1, 1), Conv2D.of(2, 1), Flatten.of());
    assertEquals(List.of("input_layer", "conv2d", "conv2d_1", "flatten"), names(m));
    assertEquals("conv2d_1/bias", m.parameters().get(3).name());
  }

  @Test
  void numberingLeavesOutNamesThatAreGiven() {
    Model m =
        Sequential.of(PICTURES, Conv2D.of(1, 1), Conv2D.of(1, 1).named("conv2d"), Conv2D.of(1, 1));
    assertEquals(List.of("input_layer", "conv2d_1", "conv2d", "conv2d_2"), names(m));
  }

  @Test
  void twoLayersOfOneNameAreRefused() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Sequential.of(PICTURES, Flatten.of().named("a"), Dense.of(1).named("a")));
    assertTrue(e.getMessage().contains("called a"), e.getMessage());
  }

  @Test
  void theFirstLayerMustBeAnInput() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Sequential.of(Dense.of(1)));
    assertTrue(e.getMessage().contains("Input.of("), e.getMessage());
    assertThrows(IllegalArgumentException.class, Sequential::of);
  }

  @Test
  void namesThatPathsCouldMistakeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Dense.of(1).named("a/b"));
    assertThrows(IllegalArgumentException.class, () -> Dense.of(1).named(""));
  }

  private static String refusal(Layer... layers) {
    return assertThrows(ShapeException.class, () -> Sequential.of(layers)).getMessage();
  }

  private static void assertStartsAndHas(String message, String start, String part) {
    assertTrue(message.startsWith(start) && message.contains(part), message);
  }

  @Test
  void shapesThatDoNotFitNameTheLayer() {
    assertStartsAndHas(refusal(PICTURES, Conv2D.of(1, 13)), "conv2d: ", "smaller than the window");
    assertStartsAndHas(refusal(PICTURES, Conv2D.of(3, 1).groups(2)), "conv2d: ", "2 groups");
    assertStartsAndHas(refusal(PICTURES, Flatten.of(), MaxPool2D.of(2)), "max_pool", "[576]");
    assertStartsAndHas(refusal(PICTURES, Reshape.of(5, -1)), "reshape: ", "[12, 12, 4]");
    assertStartsAndHas(
        refusal(PICTURES, Conv2D.of(1, 1), Input.of(3)), "input_layer_1: ", "[12, 12, 1]");
  }

  @Test
  void strictConvolutionRefusesPixelsThatNoWindowReaches() {
    Layer input = Input.of(7, 7, 1);
    Sequential.of(input, Conv2D.of(1, 3).strides(3));
    Sequential.of(input, Conv2D.of(1, 3).strides(2).strict(true));
    assertStartsAndHas(
        refusal(input, Conv2D.of(1, 3).strides(3).strict(true)), "conv2d: ", "1 rows");
  }

  @Test
  void senselessOptionsAreRefused() {
    assertThrows(ShapeException.class, () -> Conv2D.of(0, 3));
    assertThrows(ShapeException.class, () -> Conv2D.of(1, 0));
    assertThrows(ShapeException.class, () -> Conv2D.of(1, 1).strides(0));
    assertThrows(ShapeException.class, () -> Conv2D.of(1, 1).groups(0));
    assertThrows(ShapeException.class, () -> Dense.of(0));
    assertThrows(ShapeException.class, () -> Reshape.of(-1, -1));
    assertThrows(IllegalArgumentException.class, () -> Dropout.of(1));
    assertThrows(IllegalArgumentException.class, () -> BatchNorm.of().momentum(1.5));
  }

  /** Every kind of layer with every option away from its default. */
  private static Model everything() {
    return Sequential.of(
        PICTURES,
        Conv2D.of(6, 3, 2)
            .named("first")
            .strides(2, 1)
            .padding(Padding.SAME)
            .dilationRate(1, 2)
            .groups(2)
            .activation(ActivationFunction.leakyRelu(0.1))
            .useBias(false)
            .kernelInitializer(Initializer.normal(0, 0.01))
            .kernelRegularizer(Regularizer.l2(1e-4)),
        Conv2D.of(8, 1)
            .strict(true)
            .biasInitializer(Initializer.ONES)
            .biasRegularizer(Regularizer.l1(0.1)),
        DepthwiseConv2D.of(3).depthMultiplier(2).padding(Padding.of(1, 1, 0, 1)),
        BatchNorm.of()
            .momentum(0.9)
            .epsilon(1e-5)
            .betaInitializer(Initializer.ONES)
            .gammaInitializer(Initializer.ZEROS)
            .betaRegularizer(Regularizer.l1(0.2))
            .gammaRegularizer(Regularizer.l2(0.3)),
        BatchNorm.of().center(false).scale(false),
        ZeroPadding2D.of(1, 2, 3, 4),
        ChannelPadding.of(2),
        LocalResponseNormalization.of().size(3).alpha(0.1).beta(0.5).k(1).mean(true),
        MaxPool2D.of(3, 2).strides(2).padding(Padding.of(1, 0, 1, 0)).ceil(true),
        AveragePool2D.of(2).strides(1).countPadding(true),
        Conv2D.of(5, 1).dataFormat(DataFormat.CHANNELS_FIRST),
        Activation.of(RELU),
        Reshape.of(1, 1, -1),
        GlobalMaxPool2D.of().keepDims(true),
        GlobalAveragePool2D.of().dataFormat(DataFormat.CHANNELS_FIRST),
        Flatten.of(),
        Dropout.of(0.25),
        Dense.of(3)
            .activation(SOFTMAX)
            .kernelInitializer(Initializer.HE_NORMAL)
            .biasInitializer(Initializer.uniform(0, 1))
            .kernelRegularizer(Regularizer.l1l2(0.1, 0.2))
            .biasRegularizer(Regularizer.l2(0.5)),
        Dense.of(2).useBias(false));
  }

  @Test
  void mapsMakeTheSameModelAgain() {
    Model m = everything();
    Model again = Model.fromConfig(m.config());
    assertEquals(m.config(), again.config());
    assertEquals(m.parameters(), again.parameters());
    for (int i = 0; i < m.nodes().size(); i++) {
      Layer named = m.nodes().get(i).layer().named(m.nodes().get(i).name());
      assertEquals(named, again.nodes().get(i).layer());
      assertEquals(m.nodes().get(i).outputShape(), again.nodes().get(i).outputShape());
    }
  }

  @Test
  void everyKindOfLayerIsInTheRoundTrip() {
    TreeSet<String> kinds = new TreeSet<>();
    everything().nodes().forEach(n -> kinds.add(n.layer().type()));
    GraphTest.branches().nodes().forEach(n -> kinds.add(n.layer().type()));
    assertEquals(new TreeSet<>(BuiltInLayers.names()), kinds);
  }

  @SuppressWarnings("unchecked")
  private static String formatError(String key, Object value) {
    Map<String, Object> config = new LinkedHashMap<>(everything().config());
    List<Map<String, Object>> layers =
        new ArrayList<>((List<Map<String, Object>>) config.get("layers"));
    Map<String, Object> conv = new LinkedHashMap<>(layers.get(1));
    conv.put(key, value);
    layers.set(1, conv);
    config.put("layers", layers);
    return assertThrows(ModelFormatException.class, () -> Model.fromConfig(config)).getMessage();
  }

  @Test
  void malformedMapsNameLayerAndOption() {
    assertStartsAndHas(formatError("type", "Conv3D"), "Layer first: ", "Conv3D");
    assertStartsAndHas(formatError("kernel", 3), "Layer first: ", "[kernel]");
    assertStartsAndHas(formatError("filters", "many"), "Layer first: ", "filters");
    assertStartsAndHas(formatError("filters", 2.5), "Layer first: ", "2.5");
    assertStartsAndHas(formatError("filters", -3), "Layer first: ", "-3");
    assertStartsAndHas(formatError("padding", "circular"), "Layer first: ", "circular");
    assertStartsAndHas(formatError("padding", List.of(1, 2)), "Layer first: ", "[1, 2]");
    assertStartsAndHas(formatError("kernel_size", List.of(3)), "Layer first: ", "kernel_size");
    assertStartsAndHas(
        formatError("activation", Config.map("kind", "step")), "Layer first: ", "step");
    assertStartsAndHas(
        formatError("groups", 3), "The model Sequential is not valid: first: ", "3 groups");
    assertStartsAndHas(formatError("name", "a b"), "", "a b");
  }

  @Test
  void anUnknownKindOfModelIsRefused() {
    assertThrows(ModelFormatException.class, () -> Model.fromConfig(Map.of("type", "Graph")));
    assertThrows(ModelFormatException.class, () -> Model.fromConfig(Map.of()));
  }

  @Test
  void layersNeverChange() {
    Conv2D plain = Conv2D.of(4, 3);
    Conv2D other = plain.padding(Padding.SAME).strides(2).named("x");
    assertEquals(Conv2D.of(4, 3), plain);
    assertTrue(!plain.equals(other) && !plain.equals(plain.named("y")));
    assertEquals(other, Conv2D.of(4, 3).strides(2).padding(Padding.SAME).named("x"));
    assertEquals(
        other.hashCode(), Conv2D.of(4, 3).strides(2).padding(Padding.SAME).named("x").hashCode());
  }
}
