package dev.imbrex.report;

import java.util.Locale;

/** How numbers are written for people. */
final class Figures {
  private Figures() {}

  static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.2f%%", 100 * share) : "–";
  }

  /** Returns a share with as few digits as it needs. */
  static String shortPercent(double share) {
    return Double.isFinite(share) ? number(100 * share) + "%" : number(share);
  }

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  static String count(double n) {
    return Double.isFinite(n) ? String.format(Locale.ROOT, "%,.0f", n) : "–";
  }

  /** Returns a number with four digits that count, without zeros behind them. */
  static String number(double v) {
    if (!Double.isFinite(v)) {
      return "–";
    }
    String s = String.format(Locale.ROOT, "%.4g", v);
    if (Math.abs(v) < 1e-4 && v != 0) {
      return String.format(Locale.ROOT, "%.2e", v);
    }
    return s.contains(".") ? s.replaceAll("0+$", "").replaceAll("\\.$", "") : s;
  }

  /** Returns an amount of memory. */
  static String bytes(long n) {
    return n < 100_000
        ? String.format(Locale.ROOT, "%.1f KB", n / 1e3)
        : String.format(Locale.ROOT, "%,.2f MB", n / 1e6);
  }

  static String seconds(double s) {
    if (s < 60) {
      return String.format(Locale.ROOT, "%.1f s", s);
    }
    long whole = Math.round(s);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %d min", whole / 3600, whole % 3600 / 60);
  }
}
