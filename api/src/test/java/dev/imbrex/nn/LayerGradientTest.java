package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.ELU;
import static dev.imbrex.nn.activation.ActivationFunction.GELU;
import static dev.imbrex.nn.activation.ActivationFunction.LEAKY_RELU;
import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static dev.imbrex.nn.activation.ActivationFunction.SIGMOID;
import static dev.imbrex.nn.activation.ActivationFunction.SOFTMAX;
import static dev.imbrex.nn.activation.ActivationFunction.SWISH;
import static dev.imbrex.nn.activation.ActivationFunction.TANH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.init.RandomStream;
import dev.imbrex.nn.layers.Activation;
import dev.imbrex.nn.layers.Add;
import dev.imbrex.nn.layers.AveragePool2D;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.BuiltInLayers;
import dev.imbrex.nn.layers.ChannelPadding;
import dev.imbrex.nn.layers.Concatenate;
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
import dev.imbrex.nn.layers.Multiply;
import dev.imbrex.nn.layers.Reshape;
import dev.imbrex.nn.layers.ZeroPadding2D;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.regularize.Regularizer;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The gradient of every layer, with respect to its parameters and, through a layer before it, its
 * input, agrees with central differences in float64.
 */
class LayerGradientTest {
  private static final double STEP = 1e-5;
  private static final double BOUND = 1e-6;
  private static final Objective MSE = new Objective(Loss.MEAN_SQUARED_ERROR, List.of());

  private final InterpretedModel oracle = new InterpretedModel();

  /** Each layer behind one that makes the gradient of its input visible. */
  private static Map<String, Model> models() {
    Map<String, Model> m = new LinkedHashMap<>();
    m.put("Conv2D", pictures(Conv2D.of(3, 3)));
    m.put("Conv2D same", pictures(Conv2D.of(3, 2, 3).padding(Padding.SAME).strides(2)));
    m.put(
        "Conv2D explicit padding and dilation",
        pictures(Conv2D.of(2, 2).padding(Padding.of(1, 0, 2, 1)).dilationRate(2, 1)));
    m.put("Conv2D groups", pictures(Conv2D.of(4, 3).groups(2).activation(TANH)));
    m.put("Conv2D without bias", pictures(Conv2D.of(2, 1).useBias(false)));
    m.put("Conv2D softmax", pictures(Conv2D.of(3, 3).activation(SOFTMAX)));
    m.put(
        "Conv2D regularised",
        pictures(
            Conv2D.of(2, 3)
                .kernelRegularizer(Regularizer.l1l2(0.02, 0.03))
                .biasRegularizer(Regularizer.l2(0.1))
                .biasInitializer(Initializer.ONES)));
    m.put(
        "Conv2D with a penalty on its result",
        pictures(Conv2D.of(2, 3).activityRegularizer(Regularizer.l1l2(0.02, 0.03))));
    m.put(
        "Conv2D channels first",
        pictures(
            Conv2D.of(3, 3).dataFormat(DataFormat.CHANNELS_FIRST),
            MaxPool2D.of(2).dataFormat(DataFormat.CHANNELS_FIRST)));
    m.put("DepthwiseConv2D", pictures(DepthwiseConv2D.of(3).depthMultiplier(2)));
    m.put("DepthwiseConv2D same", pictures(DepthwiseConv2D.of(2).padding(Padding.SAME)));
    m.put("MaxPool2D", pictures(MaxPool2D.of(2)));
    m.put("MaxPool2D overlapping", pictures(MaxPool2D.of(3).strides(2).padding(Padding.of(1))));
    m.put("MaxPool2D ceil", pictures(MaxPool2D.of(2).strides(3).ceil(true)));
    m.put("AveragePool2D", pictures(AveragePool2D.of(2)));
    m.put("AveragePool2D same", pictures(AveragePool2D.of(3).strides(2).padding(Padding.SAME)));
    m.put(
        "AveragePool2D counting padding",
        pictures(AveragePool2D.of(3).padding(Padding.of(1)).countPadding(true)));
    m.put("GlobalMaxPool2D", pictures(GlobalMaxPool2D.of()));
    m.put("GlobalMaxPool2D kept", pictures(GlobalMaxPool2D.of().keepDims(true)));
    m.put("GlobalAveragePool2D", pictures(GlobalAveragePool2D.of()));
    m.put("Dense", pictures(Flatten.of(), Dense.of(3)));
    m.put("Dense on the last axis", pictures(Dense.of(3).activation(SIGMOID)));
    m.put("Flatten", pictures(Flatten.of()));
    m.put("Reshape", pictures(Reshape.of(-1, 2), Dense.of(2)));
    m.put("ZeroPadding2D", pictures(ZeroPadding2D.of(1, 0, 2, 1)));
    m.put("Dropout", pictures(Dropout.of(0.4)));
    // A bias before batch norm has no gradient at all to compare.
    Conv2D unbiased = Conv2D.of(4, 1).useBias(false).named("before");
    BatchNorm norm = BatchNorm.of().gammaInitializer(Initializer.normal(1, 0.3));
    m.put("BatchNorm", behind(unbiased, norm));
    m.put("BatchNorm without gamma", behind(unbiased, BatchNorm.of().scale(false)));
    m.put("BatchNorm without beta", behind(unbiased, BatchNorm.of().center(false)));
    m.put("BatchNorm of vectors", behind(unbiased, Flatten.of(), Dense.of(4).useBias(false), norm));
    LocalResponseNormalization response = LocalResponseNormalization.of().alpha(0.4);
    m.put("LocalResponseNormalization", pictures(response));
    m.put("LocalResponseNormalization as in Caffe", pictures(response.size(3).k(1).mean(true)));
    m.put("ChannelPadding", pictures(ChannelPadding.of(3), Conv2D.of(2, 2)));
    m.put("Add", branches(Add.of()));
    m.put("Multiply", branches(Multiply.of()));
    m.put("Concatenate", branches(Concatenate.of()));
    m.put("shared weights", shared());
    for (var f : List.of(RELU, LEAKY_RELU, SIGMOID, TANH, SWISH, ELU, GELU, SOFTMAX)) {
      m.put("Activation " + f, pictures(Activation.of(f)));
    }
    return m;
  }

  /** Three branches, one of which goes through nothing, joined. */
  private static Model branches(MergeLayer join) {
    Symbol x = Input.of(4, 3, 2).symbol();
    Symbol before = Conv2D.of(3, 1).named("before").apply(x);
    Symbol left = Conv2D.of(3, 3).padding(Padding.SAME).activation(TANH).apply(before);
    Symbol right = Conv2D.of(3, 1).apply(before);
    return Model.of(x, Conv2D.of(2, 2).apply(join.apply(left, before, right)));
  }

  /** A batch norm and a convolution that are each applied twice. */
  private static Model shared() {
    Symbol x = Input.of(4, 3, 2).symbol();
    SharedLayer conv = SharedLayer.of(Conv2D.of(2, 3).useBias(false).padding(Padding.SAME));
    SharedLayer norm = SharedLayer.of(BatchNorm.of().gammaInitializer(Initializer.normal(1, 0.3)));
    Symbol once = Activation.of(TANH).apply(norm.apply(conv.apply(x)));
    return Model.of(x, norm.apply(conv.apply(once)));
  }

  private static Model pictures(Layer... layers) {
    return behind(Conv2D.of(4, 1).named("before"), layers);
  }

  private static Model behind(Layer before, Layer... layers) {
    List<Layer> all = new ArrayList<>();
    all.add(Input.of(6, 5, 3));
    all.add(before);
    all.addAll(List.of(layers));
    return Sequential.of(all);
  }

  @TestFactory
  Stream<DynamicTest> everyLayerAgreesWithCentralDifferences() {
    return models().entrySet().stream()
        .map(e -> dynamicTest(e.getKey(), () -> check(e.getValue(), MSE)));
  }

  @TestFactory
  Stream<DynamicTest> everyLossAgreesWithCentralDifferences() {
    Model classes = pictures(GlobalAveragePool2D.of(), Dense.of(3).activation(SOFTMAX));
    Model yesNo = pictures(Flatten.of(), Dense.of(2).activation(SIGMOID));
    Model pixels = pictures(Conv2D.of(3, 3));
    return Stream.of(
        dynamicTest("sparse", () -> check(classes, Loss.SPARSE_CATEGORICAL_CROSSENTROPY)),
        dynamicTest("sparse, pixels", () -> check(pixels, Loss.SPARSE_CATEGORICAL_CROSSENTROPY)),
        dynamicTest("categorical", () -> check(classes, Loss.CATEGORICAL_CROSSENTROPY)),
        dynamicTest(
            "sparse, shaped", () -> check(classes, shaped(Loss.SPARSE_CATEGORICAL_CROSSENTROPY))),
        dynamicTest(
            "categorical, shaped", () -> check(classes, shaped(Loss.CATEGORICAL_CROSSENTROPY))),
        dynamicTest("binary", () -> check(yesNo, Loss.BINARY_CROSSENTROPY)),
        dynamicTest("squared", () -> check(classes, Loss.MEAN_SQUARED_ERROR)),
        dynamicTest("absolute", () -> check(yesNo, Loss.MEAN_ABSOLUTE_ERROR)));
  }

  private static Loss shaped(Loss loss) {
    return loss.labelSmoothing(0.2).classWeights(List.of(0.5, 1.0, 2.0));
  }

  @Test
  void noLayerIsForgotten() {
    Set<String> checked = new TreeSet<>();
    models().values().forEach(m -> m.nodes().forEach(n -> checked.add(n.layer().type())));
    assertEquals(new TreeSet<>(BuiltInLayers.names()), checked);
  }

  private void check(Model model, Loss loss) {
    check(model, new Objective(loss, List.of()));
  }

  private void check(Model model, Objective objective) {
    int batch = 3;
    ModelProgram p = InterpretedModel.exact(model).gradients(batch, objective);
    model.initialize(5);
    Map<Port, double[]> in = new EnumMap<>(Port.class);
    in.put(Port.WEIGHTS, model.weights().toDoubles());
    in.put(Port.STATE, model.state().toDoubles());
    in.put(Port.ACCUMULATORS, new double[objective.accumulators()]);
    in.put(Port.RANDOM, InterpretedModel.random());
    RandomStream random = new RandomStream(11, 0);
    double[] x = new double[batch * model.inputShape().intSize()];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.normal();
    }
    in.put(Port.EXAMPLES, x);
    Shape labels = p.inputType(Port.LABELS).shape();
    double[] y = new double[labels.intSize()];
    boolean integers = !p.inputType(Port.LABELS).dtype().isFloat();
    for (int i = 0; i < y.length; i++) {
      y[i] = integers ? i % 3 : random.uniform();
    }
    in.put(Port.LABELS, y);

    double[] gradient = oracle.run(p, in).get(Port.GRADIENTS).get(0);
    for (Parameter q : model.parameters()) {
      if (q.trainable()) {
        compare(p, in, gradient, q);
      }
    }
  }

  private void compare(ModelProgram p, Map<Port, double[]> in, double[] gradient, Parameter q) {
    double difference = 0;
    double norm = 0;
    for (int i = q.offset(); i < q.offset() + q.size(); i++) {
      double numeric = (loss(p, in, i, STEP) - loss(p, in, i, -STEP)) / (2 * STEP);
      difference += (numeric - gradient[i]) * (numeric - gradient[i]);
      norm += gradient[i] * gradient[i];
    }
    double relative = Math.sqrt(difference / norm);
    assertTrue(norm > 0, () -> q.name() + " has no gradient");
    assertTrue(relative <= BOUND, () -> q.name() + " is off by " + relative);
  }

  private double loss(ModelProgram p, Map<Port, double[]> in, int index, double step) {
    Map<Port, double[]> moved = new EnumMap<>(in);
    double[] w = in.get(Port.WEIGHTS).clone();
    w[index] += step;
    moved.put(Port.WEIGHTS, w);
    return oracle.run(p, moved).get(Port.LOSS).get(0)[0];
  }
}
