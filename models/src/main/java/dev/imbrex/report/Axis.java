package dev.imbrex.report;

import java.util.ArrayList;
import java.util.List;

/**
 * An axis of a chart that ends at round numbers.
 *
 * @param low its lower end
 * @param high its upper end
 * @param step how far its marks are apart
 */
record Axis(double low, double high, double step) {

  /** Returns an axis that holds two numbers, with about so many marks at 1, 2 or 5 times 10^n. */
  static Axis of(double least, double most, int marks) {
    double from = least;
    double to = most > least ? most : least + Math.max(Math.abs(least), 1e-9) / 10;
    double raw = (to - from) / marks;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = power * (raw <= power ? 1 : raw <= 2 * power ? 2 : raw <= 5 * power ? 5 : 10);
    return new Axis(
        Math.floor(from / step + 1e-9) * step, Math.ceil(to / step - 1e-9) * step, step);
  }

  /** Returns an axis of whole numbers from one to the other, whose marks are whole, too. */
  static Axis counting(int first, int last, int marks) {
    double step = Math.max(1, Axis.of(first, Math.max(last, first + 1), marks).step);
    return new Axis(first, Math.max(last, first + 1), step);
  }

  /** Returns where a number lies: 0 at the lower end, 1 at the upper. */
  double share(double v) {
    return (v - low) / (high - low);
  }

  /** Returns where marks are. */
  List<Double> marks() {
    List<Double> all = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    for (long i = first; i * step <= high + step * 1e-9; i++) {
      all.add(i * step);
    }
    return all;
  }
}
