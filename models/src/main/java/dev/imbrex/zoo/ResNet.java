package dev.imbrex.zoo;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Symbol;
import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.layers.Activation;
import dev.imbrex.nn.layers.Add;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.GlobalAveragePool2D;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.Shape;

/**
 * ResNet for photographs: K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image
 * recognition", 2015, table 1, with projections where a shortcut changes its shape (section 3.3,
 * option B); weights begin as in "Delving deep into rectifiers", 2015.
 *
 * <p>Layers are named by their paths in torchvision's modules, so that its weights are found.
 */
final class ResNet {
  /**
   * What a network is made of.
   *
   * @param blocks how many blocks each of the four stages has
   * @param bottleneck whether a block is three convolutions, 1x1, 3x3 and 1x1, instead of two
   * @param strideFirst whether the stride of a bottleneck is in its first convolution, as in the
   *     paper, or in the 3x3, as in torchvision
   */
  record Plan(int[] blocks, boolean bottleneck, boolean strideFirst) {}

  static final Plan RESNET18 = new Plan(new int[] {2, 2, 2, 2}, false, false);
  static final Plan RESNET34 = new Plan(new int[] {3, 4, 6, 3}, false, false);
  static final Plan RESNET50 = new Plan(new int[] {3, 4, 6, 3}, true, false);
  static final Plan RESNET50_PAPER = new Plan(new int[] {3, 4, 6, 3}, true, true);
  static final Plan RESNET101 = new Plan(new int[] {3, 4, 23, 3}, true, false);
  static final Plan RESNET101_PAPER = new Plan(new int[] {3, 4, 23, 3}, true, true);

  private static final int WIDENING = 4;

  private ResNet() {}

  /** The network as published. */
  static Model published(Shape in, int classes, Plan plan) {
    Symbol x = Input.of(in.toArray()).symbol();
    Symbol y = conv("conv1", 64, 7, 2).apply(x);
    y = relu("relu", norm("bn1").apply(y));
    y = MaxPool2D.of(3).strides(2).padding(Padding.of(1)).named("maxpool").apply(y);
    return Model.of(x, head(stages(y, plan), classes));
  }

  /** The network for pictures of 32x32: a first convolution of 3x3 without stride, no pooling. */
  static Model small(Shape in, int classes, Plan plan) {
    Symbol x = Input.of(in.toArray()).symbol();
    Symbol y = relu("relu", norm("bn1").apply(conv("conv1", 64, 3, 1).apply(x)));
    return Model.of(x, head(stages(y, plan), classes));
  }

  private static Symbol stages(Symbol x, Plan plan) {
    Symbol y = x;
    for (int stage = 0; stage < plan.blocks().length; stage++) {
      for (int i = 0; i < plan.blocks()[stage]; i++) {
        String name = "layer" + (stage + 1) + "." + i;
        int stride = stage > 0 && i == 0 ? 2 : 1;
        y =
            plan.bottleneck()
                ? bottleneck(name, y, 64 << stage, stride, plan.strideFirst())
                : basic(name, y, 64 << stage, stride);
      }
    }
    return y;
  }

  private static Symbol head(Symbol x, int classes) {
    Symbol pooled = GlobalAveragePool2D.of().named("avgpool").apply(x);
    return Dense.of(classes).kernelInitializer(Initializer.HE_NORMAL).named("fc").apply(pooled);
  }

  /** A block of two 3x3 convolutions beside a shortcut (figure 5, left). */
  static Symbol basic(String name, Symbol x, int filters, int stride) {
    Symbol y = conv(name + ".conv1", filters, 3, stride).apply(x);
    y = relu(name + ".relu1", norm(name + ".bn1").apply(y));
    y = norm(name + ".bn2").apply(conv(name + ".conv2", filters, 3, 1).apply(y));
    return joined(name, ".relu2", y, shortcut(name, x, filters, stride));
  }

  /** A block of 1x1, 3x3 and 1x1 convolutions beside a shortcut (figure 5, right). */
  static Symbol bottleneck(String name, Symbol x, int filters, int stride, boolean strideFirst) {
    int wide = WIDENING * filters;
    Symbol y = conv(name + ".conv1", filters, 1, strideFirst ? stride : 1).apply(x);
    y = relu(name + ".relu1", norm(name + ".bn1").apply(y));
    y = conv(name + ".conv2", filters, 3, strideFirst ? 1 : stride).apply(y);
    y = relu(name + ".relu2", norm(name + ".bn2").apply(y));
    y = norm(name + ".bn3").apply(conv(name + ".conv3", wide, 1, 1).apply(y));
    return joined(name, ".relu3", y, shortcut(name, x, wide, stride));
  }

  private static Symbol joined(String name, String relu, Symbol residual, Symbol shortcut) {
    return relu(name + relu, Add.of().named(name + ".add").apply(residual, shortcut));
  }

  /** What goes past a block: itself, or a projection where the shape changes. */
  private static Symbol shortcut(String name, Symbol x, int filters, int stride) {
    if (stride == 1 && x.shape().dim(2) == filters) {
      return x;
    }
    Symbol y = conv(name + ".downsample.0", filters, 1, stride).apply(x);
    return norm(name + ".downsample.1").apply(y);
  }

  /** A convolution that keeps the size of the picture but for its stride. */
  static Conv2D conv(String name, int filters, int kernel, int stride) {
    return Conv2D.of(filters, kernel)
        .strides(stride)
        .padding(Padding.of(kernel / 2))
        .useBias(false)
        .kernelInitializer(Initializer.HE_NORMAL)
        .named(name);
  }

  static BatchNorm norm(String name) {
    return BatchNorm.of().momentum(0.9).epsilon(1e-5).named(name);
  }

  static Symbol relu(String name, Symbol x) {
    return Activation.of(RELU).named(name).apply(x);
  }
}
