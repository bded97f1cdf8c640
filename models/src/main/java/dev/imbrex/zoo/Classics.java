package dev.imbrex.zoo;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static dev.imbrex.nn.activation.ActivationFunction.SWISH;

import dev.imbrex.nn.Layer;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.layers.Activation;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** The networks of the course texts, layer by layer as they are taught. */
final class Classics {
  private Classics() {}

  private static Input input(Shape s) {
    return Input.of(s.toArray());
  }

  /** A perceptron with one hidden layer. */
  static Model perceptron(Shape in, int classes, int hidden) {
    return Sequential.of(
        input(in), Flatten.of(), Dense.of(hidden).activation(RELU), Dense.of(classes));
  }

  /** Two convolutions without pooling. */
  static Model convolutionsOnly(Shape in, int classes) {
    return Sequential.of(
        input(in),
        Conv2D.of(3, 5).activation(RELU),
        Conv2D.of(6, 5).activation(RELU),
        Flatten.of(),
        Dense.of(84).activation(RELU),
        Dense.of(classes));
  }

  /** Two convolutions with pooling after each. */
  static Model convolutionsAndPooling(Shape in, int classes) {
    return Sequential.of(
        input(in),
        Conv2D.of(3, 5).activation(RELU),
        MaxPool2D.of(2),
        Conv2D.of(6, 5).activation(RELU),
        MaxPool2D.of(2),
        Flatten.of(),
        Dense.of(84).activation(RELU),
        Dense.of(classes));
  }

  /** LeNet-5 (LeCun et al., 1998) as it is taught today: swish, max pooling, softmax. */
  static Model leNet5(Shape in, int classes) {
    return Sequential.of(
        input(in),
        Conv2D.of(6, 5).padding(Padding.SAME).activation(SWISH),
        MaxPool2D.of(2),
        Conv2D.of(16, 5).activation(SWISH),
        MaxPool2D.of(2),
        Flatten.of(),
        Dense.of(120).activation(SWISH),
        Dense.of(84).activation(SWISH),
        Dense.of(classes));
  }

  /** SimpleConvNet: weights begin normal with standard deviation 0.01. */
  static Model simpleConvNet(Shape in, int classes) {
    Initializer small = Initializer.normal(0, 0.01);
    return Sequential.of(
        input(in),
        Conv2D.of(30, 5).activation(RELU).kernelInitializer(small),
        MaxPool2D.of(2),
        Flatten.of(),
        Dense.of(100).activation(RELU).kernelInitializer(small),
        Dense.of(classes).kernelInitializer(small));
  }

  /**
   * In the style of VGG (Simonyan and Zisserman, 2014), for pictures of 32x32; batch normalisation
   * with the constants of the VGG and ResNet papers' code.
   */
  static Model smallVgg(Shape in, int classes, boolean batchNorm) {
    List<Layer> layers = new ArrayList<>();
    layers.add(input(in));
    for (int filters : new int[] {64, 128, 256}) {
      for (int i = 0; i < 2; i++) {
        Conv2D conv =
            Conv2D.of(filters, 3).padding(Padding.SAME).kernelInitializer(Initializer.HE_NORMAL);
        if (batchNorm) {
          layers.add(conv.useBias(false));
          layers.add(BatchNorm.of().momentum(0.9).epsilon(1e-5));
          layers.add(Activation.of(RELU));
        } else {
          layers.add(conv.activation(RELU));
        }
      }
      layers.add(MaxPool2D.of(2));
    }
    layers.add(Flatten.of());
    layers.add(Dense.of(256).activation(RELU).kernelInitializer(Initializer.HE_NORMAL));
    layers.add(Dense.of(classes));
    return Sequential.of(layers);
  }
}
