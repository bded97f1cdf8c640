package dev.imbrex.data;

import dev.imbrex.nn.init.RandomStream;

/**
 * Draws one digit the way one person on one day would: with a style, a hand, a pen and a scanner of
 * their own.
 *
 * <p>Only additions, multiplications, square roots and {@link StrictMath} are used, so that the
 * bytes are the same on every machine.
 */
final class DigitPainter {
  /** Height and width of the picture in pixels. */
  static final int SIZE = 28;

  private final RandomStream random;

  DigitPainter(RandomStream random) {
    this.random = random;
  }

  /** Writes the pixels of one picture of a digit, 0 for paper, 255 for ink. */
  void paint(StrokePath shape, byte[] pixels, int at) {
    double unsteady = between(1, 4);
    double[] s = shape.segments(() -> unsteady * random.normal());
    bend(s);
    place(s);
    StrokeCanvas canvas = new StrokeCanvas(SIZE);
    double pen = between(0.8, 1.9);
    double pressure = between(0, 0.35);
    double phase = between(0, 2 * Math.PI);
    double r0 = pen * (1 + pressure * StrictMath.sin(phase));
    for (int i = 0; i < s.length; i += 4) {
      double r1 = pen * (1 + pressure * StrictMath.sin(phase + 0.02 * (i + 4)));
      canvas.stroke(s[i], s[i + 1], s[i + 2], s[i + 3], r0, r1);
      r0 = r1;
    }
    develop(canvas, pixels, at);
  }

  /** Moves the points, in the box from 0 to 100, along two smooth waves. */
  private void bend(double[] s) {
    double[] wave = new double[8];
    for (int i = 0; i < wave.length; i += 4) {
      wave[i] = between(0, 5.5);
      wave[i + 1] = between(-0.05, 0.05);
      wave[i + 2] = between(-0.05, 0.05);
      wave[i + 3] = between(0, 2 * Math.PI);
    }
    double lastX = Double.NaN;
    double lastY = Double.NaN;
    for (int i = 0; i < s.length; i += 2) {
      double x = s[i];
      double y = s[i + 1];
      // A segment mostly begins where the one before ends.
      if (x == lastX && y == lastY) {
        s[i] = s[i - 2];
        s[i + 1] = s[i - 1];
        continue;
      }
      lastX = x;
      lastY = y;
      s[i] = x + wave[0] * StrictMath.sin(wave[1] * x + wave[2] * y + wave[3]);
      s[i + 1] = y + wave[4] * StrictMath.sin(wave[5] * x + wave[6] * y + wave[7]);
    }
  }

  /** Scales, slants, turns and shifts the points from the box to the picture. */
  private void place(double[] s) {
    double height = between(0.155, 0.225);
    double width = height * between(0.65, 1.0);
    double slant = 0.1 + 0.2 * random.normal();
    double angle = 0.12 * random.normal();
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double centreX = SIZE / 2.0 + between(-1.7, 1.7);
    double centreY = SIZE / 2.0 + between(-1.7, 1.7);
    for (int i = 0; i < s.length; i += 2) {
      double y = (s[i + 1] - 50) * height;
      double x = (s[i] - 50) * width - slant * y;
      s[i] = centreX + cos * x - sin * y;
      s[i + 1] = centreY + sin * x + cos * y;
    }
  }

  private void develop(StrokeCanvas canvas, byte[] pixels, int at) {
    double softness = between(0.9, 1.9);
    double black = between(180, 255);
    double grain = between(0, 0.16);
    double specks = between(0, 0.012);
    for (int p = 0; p < SIZE * SIZE; p++) {
      int word = random.word();
      // The sum of four bytes, brought to mean 0: nearly a bell curve, with deviation 148.
      int bell = (word & 255) + (word >>> 8 & 255) + (word >>> 16 & 255) + (word >>> 24) - 510;
      double ink = black * canvas.ink(p, softness) + grain * bell;
      if ((random.word() >>> 8) * 0x1p-24 < specks) {
        ink = 0.5 * ink + 90;
      }
      pixels[at + p] = (byte) Math.max(0, Math.min(255, Math.round(ink)));
    }
  }

  private double between(double low, double high) {
    return low + (high - low) * random.uniform();
  }
}
