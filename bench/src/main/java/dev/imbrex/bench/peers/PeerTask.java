package dev.imbrex.bench.peers;

import dev.imbrex.bench.KernelTask;
import dev.imbrex.bench.LayerShape;
import java.util.List;
import java.util.Random;

/**
 * What all libraries do: a network, to be trained with Adam (rate 0.001) on softmax cross-entropy,
 * or to predict.
 *
 * @param network its name in Imbrex' zoo
 * @param size height and width of its pictures
 * @param layers of it
 */
public record PeerTask(
    String network,
    boolean training,
    int batch,
    int size,
    int channels,
    int classes,
    List<PeerLayer> layers) {
  /** How many different batches there are. */
  public static final int BATCHES = 4;

  /** The step of Adam. */
  public static final float RATE = 1e-3f;

  /**
   * Returns the task of a name.
   *
   * @param name such as {@code train:lenet5:64} or {@code predict:vgg16:1}
   */
  public static PeerTask of(String name) {
    String[] p = name.split(":", -1);
    if (p.length != 3) {
      throw new IllegalArgumentException(
          "A task is train or predict, a network and a batch size, such as train:lenet5:64, not "
              + name
              + ".");
    }
    boolean training = p[0].equals("train");
    int batch = Integer.parseInt(p[2]);
    return switch (p[1]) {
      case "lenet5" -> new PeerTask(p[1], training, batch, 28, 1, 10, PeerLayer.leNet5());
      case "simpleconvnet" ->
          new PeerTask(p[1], training, batch, 28, 1, 10, PeerLayer.simpleConvNet());
      case "vgg-small" -> new PeerTask(p[1], training, batch, 32, 3, 10, PeerLayer.smallVgg());
      case "resnet18-small" ->
          new PeerTask(p[1], training, batch, 32, 3, 10, PeerLayer.smallResNet18());
      case "vgg16" -> new PeerTask(p[1], training, batch, 224, 3, 1000, PeerLayer.vgg16());
      default -> throw new IllegalArgumentException("There is no network " + p[1] + " to compare.");
    };
  }

  /**
   * Returns a kernel as the prediction of a network that has no other.
   *
   * @throws UnsupportedOperationException if it is a gradient
   */
  public static PeerTask of(KernelTask task) {
    if (task instanceof KernelTask.MatrixProduct p) {
      PeerLayer flatten = new PeerLayer(PeerLayer.Kind.FLATTEN, 0, 0, 1, false);
      PeerLayer dense = new PeerLayer(PeerLayer.Kind.DENSE, p.n(), 0, 1, false);
      return new PeerTask(p.name(), false, p.m(), 1, p.k(), p.n(), List.of(flatten, dense));
    }
    KernelTask.Convolution c = (KernelTask.Convolution) task;
    if (c.direction() != KernelTask.Direction.FORWARD) {
      throw new UnsupportedOperationException("Only its forward convolutions are measured.");
    }
    LayerShape s = c.layer();
    PeerLayer layer =
        new PeerLayer(PeerLayer.Kind.CONVOLUTION, s.filters(), s.kernel(), s.stride(), s.padded());
    return new PeerTask(
        c.name(), false, c.batch(), s.size(), s.channels(), s.filters(), List.of(layer));
  }

  /** Returns whether a name is that of a network's task, not of a kernel's. */
  public static boolean isNetwork(String name) {
    return name.startsWith("train:") || name.startsWith("predict:");
  }

  /** Returns how many numbers a picture has. */
  public int pictureSize() {
    return size * size * channels;
  }

  /** Returns some batches of pictures, each picture row by row, with the channels last. */
  public float[][] pictures() {
    Random random = new Random(1);
    float[][] all = new float[BATCHES][batch * pictureSize()];
    for (float[] b : all) {
      for (int i = 0; i < b.length; i++) {
        b[i] = random.nextFloat();
      }
    }
    return all;
  }

  /** Returns the same pictures with the channels first, for libraries that want them so. */
  public float[][] picturesByChannel() {
    float[][] last = pictures();
    float[][] first = new float[last.length][last[0].length];
    int pixels = size * size;
    for (int b = 0; b < last.length; b++) {
      for (int i = 0; i < batch; i++) {
        for (int p = 0; p < pixels; p++) {
          for (int c = 0; c < channels; c++) {
            first[b][(i * channels + c) * pixels + p] = last[b][(i * pixels + p) * channels + c];
          }
        }
      }
    }
    return first;
  }

  /** Returns the classes of the pictures of any batch. */
  public int[] labels() {
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = i % classes;
    }
    return labels;
  }
}
