package dev.imbrex.report;

import dev.imbrex.data.Normalization;
import dev.imbrex.nn.Excitation;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.init.RandomStream;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;

/**
 * Finds pictures that excite filters of a layer: starts from grey with a little noise and goes up
 * the gradient of the filter's mean, step by step, smoothing a little between steps, since the
 * gradient alone leads to noise that means nothing to people.
 */
final class ExcitingPictures {
  /** How far a pixel moves in the first step, as a part of all its range. */
  private static final double FIRST_STEP = 0.12;

  private static final double NOISE = 0.08;

  /** The weight of a pixel's four neighbours together when it is smoothed. */
  private static final float SMOOTHING = 0.2f;

  private final Model model;
  private final long seed;
  private final int steps;
  private final float[] low;
  private final float[] high;

  /** Creates the search; the same seed finds the same pictures on the same device. */
  ExcitingPictures(Model model, Normalization normalization, long seed, int steps) {
    this.model = model;
    this.seed = seed;
    this.steps = steps;
    byte[] white = new byte[normalization.channels()];
    this.low = normalization.apply(white);
    Arrays.fill(white, (byte) 255);
    this.high = normalization.apply(white);
  }

  /**
   * Pictures, one behind the other, and how much each excites its filter.
   *
   * @param before what it did at the beginning
   */
  record Found(float[] pictures, double[] before, double[] after) {}

  /** Returns a picture for each of these filters of a layer. */
  Found find(Backend backend, int layer, int[] filters) {
    Shape shape = model.inputShape();
    HostTensor x = HostTensor.zeros(TensorType.f32(shape.prepend(filters.length)));
    float[] pixels = start(x.shape().intSize(), layer);
    double[] before = {};
    boolean everywhere = model.nodes().get(layer).outputShape().rank() == 3;
    try (Excitation e = Excitation.of(backend, model, layer, filters.length)) {
      HostTensor counts = e.meanOf(filters);
      for (int i = 0; i < steps; i++) {
        x.buffer().asFloatBuffer().put(pixels);
        Excitation.Result r = e.of(x, counts);
        before = i == 0 ? r.excitations().toDoubles() : before;
        float[] gradients = r.gradients().toFloats();
        if (everywhere) {
          balance(gradients);
        }
        climb(pixels, gradients, FIRST_STEP * (steps - i) / steps);
        if (i < steps - 1) {
          pixels = smooth(pixels, shape);
        }
      }
      x.buffer().asFloatBuffer().put(pixels);
      return new Found(pixels, before, e.of(x, counts).excitations().toDoubles());
    }
  }

  private float[] start(int count, int layer) {
    RandomStream random = new RandomStream(seed, layer);
    float[] pixels = new float[count];
    for (int i = 0; i < count; i++) {
      int c = i % low.length;
      pixels[i] = (float) (low[c] + (high[c] - low[c]) * (0.5 + NOISE * random.truncatedNormal()));
    }
    return pixels;
  }

  /**
   * Takes from each channel of each gradient its mean, so that pictures stay as bright as they are:
   * a filter that slides over the picture would otherwise have it all white or all black.
   */
  private void balance(float[] gradients) {
    int each = model.inputShape().intSize();
    int channels = low.length;
    for (int from = 0; from < gradients.length; from += each) {
      for (int c = from; c < from + channels; c++) {
        double sum = 0;
        for (int i = c; i < from + each; i += channels) {
          sum += gradients[i];
        }
        float mean = (float) (sum * channels / each);
        for (int i = c; i < from + each; i += channels) {
          gradients[i] -= mean;
        }
      }
    }
  }

  /** Moves each picture along its gradient, by the same length whatever that is. */
  private void climb(float[] pixels, float[] gradients, double step) {
    int each = model.inputShape().intSize();
    for (int at = 0; at < pixels.length; at += each) {
      double squares = 0;
      for (int i = at; i < at + each; i++) {
        squares += (double) gradients[i] * gradients[i];
      }
      double length = Math.sqrt(squares / each);
      if (!(length > 0) || Double.isInfinite(length)) {
        continue;
      }
      for (int i = at; i < at + each; i++) {
        int c = i % low.length;
        double moved = pixels[i] + step * (high[c] - low[c]) * gradients[i] / length;
        pixels[i] = (float) Math.max(low[c], Math.min(high[c], moved));
      }
    }
  }

  private static float[] smooth(float[] pixels, Shape shape) {
    int h = shape.dim(0);
    int w = shape.dim(1);
    int c = shape.dim(2);
    float[] out = new float[pixels.length];
    for (int i = 0; i < out.length; i++) {
      int x = i / c % w;
      int y = i / (c * w) % h;
      float around =
          pixels[x > 0 ? i - c : i]
              + pixels[x < w - 1 ? i + c : i]
              + pixels[y > 0 ? i - c * w : i]
              + pixels[y < h - 1 ? i + c * w : i];
      out[i] = (1 - SMOOTHING) * pixels[i] + SMOOTHING / 4 * around;
    }
    return out;
  }
}
