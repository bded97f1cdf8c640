package dev.imbrex.zoo;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;

import dev.imbrex.nn.Layer;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.LocalResponseNormalization;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * AlexNet: A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet classification with deep convolutional
 * neural networks", 2012, section 3.5 and figure 2; numbers of response normalisation in section
 * 3.3, first values of the weights in section 5.
 *
 * <p>The paper says 224x224, but its sizes of results need 227x227.
 */
final class AlexNet {
  private static final double DROPOUT = 0.5;
  private static final Initializer NARROW = Initializer.normal(0, 0.01);

  private AlexNet() {}

  /**
   * The network as published.
   *
   * @param groups 2 as on the paper's two GPUs, 1 without them
   */
  static Model published(Shape in, int classes, int groups) {
    return Sequential.of(
        Input.of(in.toArray()),
        conv("conv1", 96, 11, 1, 0).strides(4),
        norm("norm1"),
        pool("pool1"),
        conv("conv2", 256, 5, groups, 1).padding(Padding.of(2)),
        norm("norm2"),
        pool("pool2"),
        conv("conv3", 384, 3, 1, 0).padding(Padding.of(1)),
        conv("conv4", 384, 3, groups, 1).padding(Padding.of(1)),
        conv("conv5", 256, 3, groups, 1).padding(Padding.of(1)),
        pool("pool5"),
        Flatten.of(),
        dense("fc6", 4096, 1).activation(RELU),
        Dropout.of(DROPOUT).named("drop6"),
        dense("fc7", 4096, 1).activation(RELU),
        Dropout.of(DROPOUT).named("drop7"),
        dense("fc8", classes, 0));
  }

  /**
   * The same order of layers for pictures of 32x32: a first convolution of 5x5 without stride,
   * fewer filters and units, and weights that begin as He et al., 2015, have it, for a network that
   * learns within minutes.
   */
  static Model small(Shape in, int classes) {
    List<Layer> layers = new ArrayList<>(List.of(Input.of(in.toArray())));
    layers.add(smallConv("conv1", 64, 5, 1));
    layers.add(norm("norm1"));
    layers.add(pool("pool1"));
    layers.add(smallConv("conv2", 128, 5, 2));
    layers.add(norm("norm2"));
    layers.add(pool("pool2"));
    layers.add(smallConv("conv3", 192, 3, 1));
    layers.add(smallConv("conv4", 192, 3, 2));
    layers.add(smallConv("conv5", 128, 3, 2));
    layers.add(pool("pool5"));
    layers.add(Flatten.of());
    layers.add(smallDense("fc6", 512).activation(RELU));
    layers.add(Dropout.of(DROPOUT).named("drop6"));
    layers.add(smallDense("fc7", 512).activation(RELU));
    layers.add(Dropout.of(DROPOUT).named("drop7"));
    layers.add(Dense.of(classes).named("fc8"));
    return Sequential.of(layers);
  }

  private static Conv2D conv(String name, int filters, int kernel, int groups, double bias) {
    return Conv2D.of(filters, kernel)
        .groups(groups)
        .activation(RELU)
        .kernelInitializer(NARROW)
        .biasInitializer(Initializer.constant(bias))
        .named(name);
  }

  private static Conv2D smallConv(String name, int filters, int kernel, int groups) {
    return Conv2D.of(filters, kernel)
        .groups(groups)
        .padding(Padding.of(kernel / 2))
        .activation(RELU)
        .kernelInitializer(Initializer.HE_NORMAL)
        .named(name);
  }

  private static Dense dense(String name, int units, double bias) {
    return Dense.of(units)
        .kernelInitializer(NARROW)
        .biasInitializer(Initializer.constant(bias))
        .named(name);
  }

  private static Dense smallDense(String name, int units) {
    return Dense.of(units).kernelInitializer(Initializer.HE_NORMAL).named(name);
  }

  private static LocalResponseNormalization norm(String name) {
    return LocalResponseNormalization.of().size(5).alpha(1e-4).beta(0.75).k(2).named(name);
  }

  private static MaxPool2D pool(String name) {
    return MaxPool2D.of(3).strides(2).named(name);
  }
}
