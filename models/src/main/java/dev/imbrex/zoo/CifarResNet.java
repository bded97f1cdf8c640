package dev.imbrex.zoo;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Symbol;
import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.layers.Add;
import dev.imbrex.nn.layers.AveragePool2D;
import dev.imbrex.nn.layers.ChannelPadding;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.GlobalAveragePool2D;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.tensor.Shape;

/**
 * ResNet for CIFAR-10: K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image
 * recognition", 2015, section 4.2: 6n + 2 layers with weights, n = 3 for 20 and 9 for 56, shortcuts
 * without parameters (section 3.3, option A).
 */
final class CifarResNet {
  private CifarResNet() {}

  /**
   * The network as published.
   *
   * @param n how many blocks each of the three stages has
   */
  static Model published(Shape in, int classes, int n) {
    Symbol x = Input.of(in.toArray()).symbol();
    Symbol y =
        ResNet.relu("relu", ResNet.norm("bn1").apply(ResNet.conv("conv1", 16, 3, 1).apply(x)));
    for (int stage = 0; stage < 3; stage++) {
      for (int i = 0; i < n; i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        y = block("layer" + (stage + 1) + "." + i, y, 16 << stage, stride);
      }
    }
    Symbol pooled = GlobalAveragePool2D.of().named("avgpool").apply(y);
    return Model.of(
        x, Dense.of(classes).kernelInitializer(Initializer.HE_NORMAL).named("fc").apply(pooled));
  }

  /** Two 3x3 convolutions beside a shortcut. */
  static Symbol block(String name, Symbol x, int filters, int stride) {
    Symbol y = ResNet.conv(name + ".conv1", filters, 3, stride).apply(x);
    y = ResNet.relu(name + ".relu1", ResNet.norm(name + ".bn1").apply(y));
    y = ResNet.norm(name + ".bn2").apply(ResNet.conv(name + ".conv2", filters, 3, 1).apply(y));
    Symbol sum = Add.of().named(name + ".add").apply(y, shortcut(name, x, filters, stride));
    return ResNet.relu(name + ".relu2", sum);
  }

  /** Every second pixel, the average over one, and channels of zeros. */
  private static Symbol shortcut(String name, Symbol x, int filters, int stride) {
    int channels = x.shape().dim(2);
    if (stride == 1 && channels == filters) {
      return x;
    }
    Symbol fewer = AveragePool2D.of(1).strides(stride).named(name + ".subsample").apply(x);
    return ChannelPadding.of(filters - channels).named(name + ".widen").apply(fewer);
  }
}
