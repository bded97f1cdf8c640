package dev.imbrex.bench.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * A layer of a network, in words that every library has.
 *
 * @param kind what it does
 * @param width filters or units
 * @param kernel height and width of filters or windows
 * @param stride of filters
 * @param padded whether the result of a convolution keeps the size of the picture, but for the
 *     stride
 */
public record PeerLayer(Kind kind, int width, int kernel, int stride, boolean padded) {
  /** What a layer does. */
  public enum Kind {
    /** A convolution with a bias. */
    CONVOLUTION,
    /** x sigmoid(x). */
    SWISH,
    /** max(x, 0). */
    RELU,
    /** The greatest of each window; windows lie side by side. */
    MAX_POOLING,
    /** All in one row. */
    FLATTEN,
    /** Every unit sees every number, with a bias. */
    DENSE,
    /** 3x3 convolution without bias, batch normalisation, ReLU. */
    STEM,
    /** ResNet's basic block, with a projection where the shape changes. */
    BASIC_BLOCK,
    /** The mean of each channel. */
    AVERAGE
  }

  private static PeerLayer of(Kind kind) {
    return new PeerLayer(kind, 0, 0, 1, false);
  }

  private static PeerLayer convolution(int filters, int kernel, boolean padded) {
    return new PeerLayer(Kind.CONVOLUTION, filters, kernel, 1, padded);
  }

  private static PeerLayer dense(int units) {
    return new PeerLayer(Kind.DENSE, units, 0, 1, false);
  }

  private static PeerLayer pooling() {
    return new PeerLayer(Kind.MAX_POOLING, 0, 2, 2, false);
  }

  static List<PeerLayer> leNet5() {
    return List.of(
        convolution(6, 5, true),
        of(Kind.SWISH),
        pooling(),
        convolution(16, 5, false),
        of(Kind.SWISH),
        pooling(),
        of(Kind.FLATTEN),
        dense(120),
        of(Kind.SWISH),
        dense(84),
        of(Kind.SWISH),
        dense(10));
  }

  static List<PeerLayer> simpleConvNet() {
    return List.of(
        convolution(30, 5, false),
        of(Kind.RELU),
        pooling(),
        of(Kind.FLATTEN),
        dense(100),
        of(Kind.RELU),
        dense(10));
  }

  static List<PeerLayer> smallVgg() {
    List<PeerLayer> all = vgg(new int[][] {{64, 64}, {128, 128}, {256, 256}});
    all.addAll(List.of(of(Kind.FLATTEN), dense(256), of(Kind.RELU), dense(10)));
    return all;
  }

  static List<PeerLayer> vgg16() {
    List<PeerLayer> all =
        vgg(new int[][] {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}});
    all.add(of(Kind.FLATTEN));
    for (int i = 0; i < 2; i++) {
      all.add(dense(4096));
      all.add(of(Kind.RELU));
    }
    all.add(dense(1000));
    return all;
  }

  private static List<PeerLayer> vgg(int[][] filters) {
    List<PeerLayer> all = new ArrayList<>();
    for (int[] block : filters) {
      for (int f : block) {
        all.add(convolution(f, 3, true));
        all.add(of(Kind.RELU));
      }
      all.add(pooling());
    }
    return all;
  }

  static List<PeerLayer> smallResNet18() {
    List<PeerLayer> all = new ArrayList<>();
    all.add(new PeerLayer(Kind.STEM, 64, 3, 1, true));
    for (int stage = 0; stage < 4; stage++) {
      for (int i = 0; i < 2; i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        all.add(new PeerLayer(Kind.BASIC_BLOCK, 64 << stage, 3, stride, true));
      }
    }
    all.add(of(Kind.AVERAGE));
    all.add(dense(10));
    return all;
  }
}
