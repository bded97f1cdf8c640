package dev.imbrex.report;

/** How numbers become colours. */
final class Colours {
  /** From dark to light, told apart by people with any colour vision: blue, green, yellow. */
  private static final int[][] LOW_TO_HIGH = {
    {38, 20, 72}, {52, 72, 138}, {36, 130, 142}, {72, 180, 110}, {184, 216, 56}, {253, 238, 120}
  };

  /** Below, at and above zero: blue, grey, red. */
  private static final int[][] AROUND_ZERO = {
    {24, 62, 130}, {92, 148, 206}, {212, 216, 222}, {222, 128, 98}, {140, 22, 44}
  };

  private Colours() {}

  static int of(int r, int g, int b) {
    return 0xFF000000 | r << 16 | g << 8 | b;
  }

  /** Returns the colour of a number from 0 to 1; what is no number is the lowest. */
  static int lowToHigh(double share) {
    return between(LOW_TO_HIGH, share);
  }

  /** Returns the colour of a number from -1 to 1; what is no number is the middle. */
  static int aroundZero(double share) {
    return between(AROUND_ZERO, Double.isNaN(share) ? 0.5 : (share + 1) / 2);
  }

  private static int between(int[][] colours, double share) {
    double at = (share > 0 ? Math.min(share, 1) : 0) * (colours.length - 1);
    int i = Math.min((int) at, colours.length - 2);
    int[] c = new int[3];
    for (int k = 0; k < 3; k++) {
      c[k] = (int) Math.round(colours[i][k] + (at - i) * (colours[i + 1][k] - colours[i][k]));
    }
    return of(c[0], c[1], c[2]);
  }
}
