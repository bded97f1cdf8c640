package dev.imbrex.bench.peers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Rates of several rounds. */
final class Rates {
  private final List<Double> rates = new ArrayList<>();

  void add(double rate) {
    rates.add(rate);
  }

  void forEach(DoubleConsumer consumer) {
    rates.forEach(consumer::accept);
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

  private List<Double> sorted() {
    return rates.stream().sorted().toList();
  }
}
