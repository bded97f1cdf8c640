package dev.imbrex.bench.peers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Rates of several rounds. */
final class Rates {
  private final List<Double> rates = new ArrayList<>();

  void add(double rate) {
    rates.add(rate);
  }

  void addAll(Rates others) {
    rates.addAll(others.rates);
  }

  boolean isEmpty() {
    return rates.isEmpty();
  }

  double median() {
    List<Double> sorted = sorted();
    int n = sorted.size();
    return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
  }

  double least() {
    return Collections.min(rates);
  }

  double greatest() {
    return Collections.max(rates);
  }

  /** Returns the median, for people. */
  String brief() {
    return String.format(Locale.ROOT, median() < 20 ? "%.1f" : "%,.0f", median());
  }

  /** Returns the median, the least and the greatest, for people. */
  String text() {
    return String.format(
        Locale.ROOT,
        median() < 20 ? "%.1f (%.1f to %.1f)" : "%,.0f (%,.0f to %,.0f)",
        median(),
        least(),
        greatest());
  }

  private List<Double> sorted() {
    return rates.stream().sorted().toList();
  }
}
