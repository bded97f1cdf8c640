package dev.imbrex.zoo;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;

import dev.imbrex.nn.Auxiliary;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Symbol;
import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.layers.Activation;
import dev.imbrex.nn.layers.AveragePool2D;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Concatenate;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.GlobalAveragePool2D;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.LocalResponseNormalization;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * GoogLeNet: C. Szegedy et al., "Going deeper with convolutions", 2014, table 1, figures 2b and 3;
 * the auxiliary classifiers of section 5 are there in training only.
 *
 * <p>What the paper leaves open is as in Caffe's model of it: pooling in ceil mode, response
 * normalisation with k = 1 and alpha divided by the number of channels, weights uniform by fan-in,
 * biases that begin with 0.2.
 */
final class GoogLeNet {
  /** What the loss of an auxiliary classifier is multiplied by. */
  private static final double AUXILIARY_WEIGHT = 0.3;

  /**
   * The filters of an Inception module: a row of table 1.
   *
   * @param reduce3 of the 1x1 convolution before the 3x3
   * @param reduce5 of the 1x1 convolution before the 5x5
   * @param projection of the 1x1 convolution behind the pooling
   */
  record Filters(int one, int reduce3, int three, int reduce5, int five, int projection) {
    Filters divided(int by) {
      return new Filters(
          one / by, reduce3 / by, three / by, reduce5 / by, five / by, projection / by);
    }
  }

  private static final Filters[] STAGE3 = {
    new Filters(64, 96, 128, 16, 32, 32), new Filters(128, 128, 192, 32, 96, 64)
  };
  private static final Filters[] STAGE4 = {
    new Filters(192, 96, 208, 16, 48, 64),
    new Filters(160, 112, 224, 24, 64, 64),
    new Filters(128, 128, 256, 24, 64, 64),
    new Filters(112, 144, 288, 32, 64, 64),
    new Filters(256, 160, 320, 32, 128, 128)
  };
  private static final Filters[] STAGE5 = {
    new Filters(256, 160, 320, 32, 128, 128), new Filters(384, 192, 384, 48, 128, 128)
  };

  private final boolean batchNorm;
  private final int divisor;
  private final List<Auxiliary> auxiliaries = new ArrayList<>();

  /**
   * Begins a network.
   *
   * @param batchNorm whether there is batch normalisation behind each convolution
   * @param divisor by how much there are fewer filters and units than published
   */
  GoogLeNet(boolean batchNorm, int divisor) {
    this.batchNorm = batchNorm;
    this.divisor = divisor;
  }

  /** The network as published. */
  static Model published(Shape in, int classes) {
    GoogLeNet net = new GoogLeNet(false, 1);
    Symbol x = Input.of(in.toArray()).symbol();
    Symbol y = net.conv("conv1", x, 64, 7, 2);
    y = norm("norm1", pool("pool1", y));
    y = net.conv("conv2", net.conv("conv2.reduce", y, 64, 1, 1), 192, 3, 1);
    y = pool("pool2", norm("norm2", y));
    return net.inceptions(x, y, classes);
  }

  /**
   * The nine Inception modules with half as many filters for pictures of 32x32: a first convolution
   * of 3x3 without stride, one pooling less, and batch normalisation behind each convolution (as in
   * Ioffe and Szegedy, 2015) instead of response normalisation.
   */
  static Model small(Shape in, int classes) {
    GoogLeNet net = new GoogLeNet(true, 2);
    Symbol x = Input.of(in.toArray()).symbol();
    Symbol y = pool("pool1", net.conv("conv1", x, 32, 3, 1));
    y = net.conv("conv2", net.conv("conv2.reduce", y, 32, 1, 1), 96, 3, 1);
    return net.inceptions(x, y, classes);
  }

  private Model inceptions(Symbol input, Symbol stem, int classes) {
    Symbol y = modules("inception3", stem, STAGE3, classes);
    y = modules("inception4", pool("pool3", y), STAGE4, classes);
    y = modules("inception5", pool("pool4", y), STAGE5, classes);
    y = GlobalAveragePool2D.of().named("pool5").apply(y);
    y = Dropout.of(0.4).named("dropout").apply(y);
    return Model.of(List.of(input), List.of(dense("fc", y, classes)), auxiliaries);
  }

  private Symbol modules(String stage, Symbol x, Filters[] rows, int classes) {
    Symbol y = x;
    for (int i = 0; i < rows.length; i++) {
      y = inception(stage + (char) ('a' + i), y, rows[i].divided(divisor));
      // Behind 4a and 4d.
      if (rows == STAGE4 && (i == 0 || i == 3)) {
        String name = "aux" + (auxiliaries.size() + 1);
        auxiliaries.add(new Auxiliary(auxiliary(name, y, classes), AUXILIARY_WEIGHT));
      }
    }
    return y;
  }

  /** An Inception module with dimension reductions (figure 2b). */
  Symbol inception(String name, Symbol x, Filters f) {
    Symbol one = conv(name + ".branch1x1", x, f.one(), 1, 1);
    Symbol three = conv(name + ".reduce3x3", x, f.reduce3(), 1, 1);
    three = conv(name + ".branch3x3", three, f.three(), 3, 1);
    Symbol five = conv(name + ".reduce5x5", x, f.reduce5(), 1, 1);
    five = conv(name + ".branch5x5", five, f.five(), 5, 1);
    Symbol pooled =
        MaxPool2D.of(3).strides(1).padding(Padding.of(1)).named(name + ".pool").apply(x);
    pooled = conv(name + ".pool_proj", pooled, f.projection(), 1, 1);
    return Concatenate.of().named(name + ".output").apply(one, three, five, pooled);
  }

  /** A classifier at the side (section 5). */
  Symbol auxiliary(String name, Symbol x, int classes) {
    Symbol y = AveragePool2D.of(5).strides(3).named(name + ".pool").apply(x);
    y = conv(name + ".conv", y, 128 / divisor, 1, 1);
    y = Flatten.of().named(name + ".flatten").apply(y);
    y =
        Dense.of(1024 / divisor)
            .activation(RELU)
            .kernelInitializer(kernel())
            .biasInitializer(bias())
            .named(name + ".fc1")
            .apply(y);
    y = Dropout.of(0.7).named(name + ".dropout").apply(y);
    return dense(name + ".fc2", y, classes);
  }

  /** A convolution that keeps the size of the picture but for its stride, and its function. */
  private Symbol conv(String name, Symbol x, int filters, int kernel, int stride) {
    Conv2D conv =
        Conv2D.of(filters, kernel)
            .strides(stride)
            .padding(Padding.of(kernel / 2))
            .kernelInitializer(kernel())
            .named(name);
    if (!batchNorm) {
      return conv.biasInitializer(bias()).activation(RELU).apply(x);
    }
    Symbol y =
        BatchNorm.of()
            .momentum(0.9)
            .epsilon(1e-5)
            .named(name + ".bn")
            .apply(conv.useBias(false).apply(x));
    return Activation.of(RELU).named(name + ".relu").apply(y);
  }

  private Symbol dense(String name, Symbol x, int units) {
    return Dense.of(units).kernelInitializer(Initializer.LECUN_UNIFORM).named(name).apply(x);
  }

  private Initializer kernel() {
    return batchNorm ? Initializer.HE_NORMAL : Initializer.LECUN_UNIFORM;
  }

  private Initializer bias() {
    return Initializer.constant(batchNorm ? 0 : 0.2);
  }

  private static Symbol norm(String name, Symbol x) {
    return LocalResponseNormalization.of()
        .size(5)
        .alpha(1e-4)
        .beta(0.75)
        .k(1)
        .mean(true)
        .named(name)
        .apply(x);
  }

  private static Symbol pool(String name, Symbol x) {
    return MaxPool2D.of(3).strides(2).ceil(true).named(name).apply(x);
  }
}
