package dev.imbrex.bench.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What came out of one task, library by library: the rates of its rounds, or why there are none.
 */
class Results {
  private final Map<String, Rates> rates = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  final void add(String peer, double rate) {
    rates.computeIfAbsent(peer, p -> new Rates()).add(rate);
  }

  public final void failed(String peer, String why) {
    failures.put(peer, why);
  }

  final Map<String, String> failures() {
    return failures;
  }

  /** Returns the rates of a library, if it did the task. */
  final Optional<Rates> rates(String peer) {
    return failures.containsKey(peer) ? Optional.empty() : Optional.ofNullable(rates.get(peer));
  }

  /** Returns how much faster the first is than the second, by their medians. */
  final Optional<Double> ratio(String one, String other) {
    return rates(one).flatMap(a -> rates(other).map(b -> a.median() / b.median()));
  }

  /** Returns a line for who waits. */
  final String line(String name) {
    StringBuilder s = new StringBuilder(name);
    rates.forEach((p, r) -> s.append("  ").append(p).append(' ').append(r.brief()));
    failures.values().forEach(f -> s.append("  ").append(f));
    return s.toString();
  }
}
