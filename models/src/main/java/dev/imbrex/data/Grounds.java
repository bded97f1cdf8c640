package dev.imbrex.data;

/** Whether pictures stand on dark or on light ground, judged by their outermost pixels. */
final class Grounds {
  /** How far from the middle a border's brightness is where the ground is clearly dark or light. */
  private static final double CLEAR = 32;

  /** How many pictures in a hundred may differ where all are said to have the same ground. */
  private static final int STRAY_PERCENT = 2;

  private Grounds() {}

  /** Returns whether a border of this brightness is clearly dark or clearly light. */
  static boolean clear(double border) {
    return Math.abs(border - 127.5) > CLEAR;
  }

  /** Returns whether nearly all pictures have borders on the same clear side of the middle. */
  static boolean same(Pictures pictures) {
    int dark = 0;
    int light = 0;
    for (int i = 0; i < pictures.count(); i++) {
      double border = pictures.borderMean(i);
      if (clear(border)) {
        dark += border < 127.5 ? 1 : 0;
        light += border > 127.5 ? 1 : 0;
      }
    }
    long others = pictures.count() - Math.max(dark, light);
    return 100 * others <= (long) STRAY_PERCENT * pictures.count();
  }
}
