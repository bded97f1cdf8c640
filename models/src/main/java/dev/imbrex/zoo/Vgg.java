package dev.imbrex.zoo;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;

import dev.imbrex.nn.Layer;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Activation;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * VGG: K. Simonyan, A. Zisserman, "Very deep convolutional networks for large-scale image
 * recognition", 2014, table 1, columns A (11 layers), B (13), D (16) and E (19). Weights begin as
 * Glorot and Bengio, 2010, have it, which section 3.1 found to do without pre-training.
 *
 * <p>Batch normalisation behind each convolution came later (Ioffe and Szegedy, 2015). Layers are
 * named by their places in torchvision's modules, so that its weights are found: functions and
 * dropouts count there, too.
 */
final class Vgg {
  private static final int UNITS = 4096;
  private static final double DROPOUT = 0.5;

  private Vgg() {}

  /** Returns how many convolutions there are before each of the five poolings. */
  private static int[] stages(int depth) {
    switch (depth) {
      case 11:
        return new int[] {1, 1, 2, 2, 2};
      case 13:
        return new int[] {2, 2, 2, 2, 2};
      case 16:
        return new int[] {2, 2, 3, 3, 3};
      case 19:
        return new int[] {2, 2, 4, 4, 4};
      default:
        throw new IllegalArgumentException(
            "VGG has 11, 13, 16 or 19 layers with weights, not " + depth + ".");
    }
  }

  /**
   * The network as published.
   *
   * @param depth 11, 13, 16 or 19 layers with weights
   * @param batchNorm whether there is batch normalisation behind each convolution
   */
  static Model published(Shape in, int classes, int depth, boolean batchNorm) {
    List<Layer> layers = new ArrayList<>(List.of(Input.of(in.toArray())));
    int place = 0;
    int[] stages = stages(depth);
    for (int stage = 0; stage < stages.length; stage++) {
      for (int i = 0; i < stages[stage]; i++) {
        Conv2D conv = Conv2D.of(Math.min(64 << stage, 512), 3).padding(Padding.of(1));
        if (batchNorm) {
          layers.add(conv.named(feature(place++)));
          layers.add(BatchNorm.of().momentum(0.9).epsilon(1e-5).named(feature(place++)));
          layers.add(Activation.of(RELU).named(feature(place++)));
        } else {
          layers.add(conv.activation(RELU).named(feature(place)));
          place += 2;
        }
      }
      layers.add(MaxPool2D.of(2).named(feature(place++)));
    }
    layers.add(Flatten.of());
    layers.add(Dense.of(UNITS).activation(RELU).named("classifier.0"));
    layers.add(Dropout.of(DROPOUT).named("classifier.2"));
    layers.add(Dense.of(UNITS).activation(RELU).named("classifier.3"));
    layers.add(Dropout.of(DROPOUT).named("classifier.5"));
    layers.add(Dense.of(classes).named("classifier.6"));
    return Sequential.of(layers);
  }

  private static String feature(int place) {
    return "features." + place;
  }
}
