package dev.imbrex.data;

import dev.imbrex.nn.config.Config;
import dev.imbrex.train.PixelRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How the bytes of a picture become what a network sees: (byte / 255 - mean) / deviation, with a
 * mean and a deviation per channel.
 *
 * <p>Part of what makes a trained network: what predicts must do as what trained did.
 */
public record Normalization(List<Double> mean, List<Double> deviation) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there are not equally many, or a deviation is not positive
   */
  public Normalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.isEmpty()
        || mean.size() != deviation.size()
        || !deviation.stream().allMatch(d -> d > 0)) {
      throw new IllegalArgumentException(
          "Normalisation needs a mean and a deviation greater than 0 per channel, but got "
              + mean
              + " and "
              + deviation
              + ".");
    }
  }

  /**
   * The means and deviations of the photographs of ImageNet, channel by channel, which the weights
   * of torchvision expect.
   */
  public static final Normalization IMAGENET =
      new Normalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  /** Returns the normalisation to numbers from 0 to 1. */
  public static Normalization unit(int channels) {
    return new Normalization(
        Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
  }

  /**
   * Returns the normalisation that gives each channel of these pictures mean 0 and deviation 1; a
   * channel of one colour only gets mean 0.
   */
  public static Normalization standardize(Pictures pictures) {
    int channels = pictures.channels();
    long[] sum = new long[channels];
    long[] squares = new long[channels];
    for (int i = 0; i < pictures.count(); i++) {
      for (int k = 0; k < pictures.bytesEach(); k++) {
        int v = pictures.pixel(i, k);
        sum[k % channels] += v;
        squares[k % channels] += (long) v * v;
      }
    }
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    double n = (double) pictures.count() * pictures.height() * pictures.width();
    for (int c = 0; c < channels; c++) {
      double m = sum[c] / n;
      double variance = squares[c] / n - m * m;
      mean.add(m / 255);
      deviation.add(variance > 0 ? Math.sqrt(variance) / 255 : 1.0);
    }
    return new Normalization(mean, deviation);
  }

  /** Returns the number of channels. */
  public int channels() {
    return mean.size();
  }

  /** Returns what black and white become in each channel. */
  public PixelRange range() {
    List<Double> black = new ArrayList<>();
    List<Double> white = new ArrayList<>();
    for (int c = 0; c < channels(); c++) {
      black.add((0 - mean.get(c)) / deviation.get(c));
      white.add((1 - mean.get(c)) / deviation.get(c));
    }
    return new PixelRange(black, white);
  }

  /** Returns what each byte of a channel becomes. */
  float[] table(int channel) {
    float[] t = new float[256];
    for (int v = 0; v < t.length; v++) {
      t[v] = (float) ((v / 255.0 - mean.get(channel)) / deviation.get(channel));
    }
    return t;
  }

  /** Returns what a whole picture becomes, {@code [height, width, channels]}. */
  public float[] apply(byte[] pixels) {
    float[][] tables = tables();
    float[] out = new float[pixels.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = tables[i % tables.length][pixels[i] & 255];
    }
    return out;
  }

  /**
   * Returns the bytes that come closest to what a network sees: the opposite of {@link #apply}.
   *
   * @param features {@code [height, width, channels]}
   */
  public byte[] pixels(float[] features) {
    byte[] out = new byte[features.length];
    for (int i = 0; i < out.length; i++) {
      int c = i % channels();
      long v = Math.round(255 * (features[i] * deviation.get(c) + mean.get(c)));
      out[i] = (byte) Math.max(0, Math.min(255, v));
    }
    return out;
  }

  float[][] tables() {
    float[][] t = new float[channels()][];
    for (int c = 0; c < t.length; c++) {
      t[c] = table(c);
    }
    return t;
  }

  /** Returns the normalisation as a map from which {@link #fromConfig} makes it again. */
  public Map<String, Object> config() {
    return Config.map("mean", mean, "deviation", deviation);
  }

  /**
   * Makes the normalisation that {@link #config} describes.
   *
   * @throws dev.imbrex.io.ModelFormatException if a number is missing or wrong
   */
  public static Normalization fromConfig(Map<String, ?> config) {
    Config c = Config.of("normalization", config);
    Normalization n = new Normalization(c.numbers("mean"), c.numbers("deviation"));
    c.done();
    return n;
  }
}
