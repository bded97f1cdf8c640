package dev.imbrex.train;

import java.util.Collections;
import java.util.List;

/**
 * What black and white have become by normalisation, per channel: the numbers between which the
 * pixels of a picture lie.
 *
 * @param black what a pixel without light is
 * @param white what the brightest pixel is
 */
public record PixelRange(List<Double> black, List<Double> white) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there are not equally many, none, or white is not above
   *     black
   */
  public PixelRange {
    black = List.copyOf(black);
    white = List.copyOf(white);
    boolean ordered = !black.isEmpty() && black.size() == white.size();
    for (int c = 0; ordered && c < black.size(); c++) {
      ordered = white.get(c) > black.get(c);
    }
    if (!ordered) {
      throw new IllegalArgumentException(
          "A range of pixels needs a black and a brighter white per channel, but got "
              + black
              + " and "
              + white
              + ".");
    }
  }

  /** Returns the range of pixels that are not normalised: 0 to 1 in each channel. */
  public static PixelRange unit(int channels) {
    return new PixelRange(Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
  }

  /** Returns the number of channels. */
  public int channels() {
    return black.size();
  }

  float[] blacks() {
    return floats(black);
  }

  float[] whites() {
    return floats(white);
  }

  private static float[] floats(List<Double> numbers) {
    float[] out = new float[numbers.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = numbers.get(i).floatValue();
    }
    return out;
  }
}
