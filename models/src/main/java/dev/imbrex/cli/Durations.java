package dev.imbrex.cli;

import java.util.Locale;

/** Writes lengths of time for people. */
final class Durations {
  private Durations() {}

  /** Returns seconds as 0.8 s, 12 s, 3 min 5 s or 2 h 10 min. */
  static String text(double seconds) {
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long s = Math.round(seconds);
    if (s < 120) {
      return s + " s";
    }
    return s < 7200
        ? s / 60 + " min " + s % 60 + " s"
        : String.format(Locale.ROOT, "%,d h %d min", s / 3600, s % 3600 / 60);
  }
}
