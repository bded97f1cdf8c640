package dev.imbrex.bench.peers;

import dev.imbrex.program.Work;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How fast one kernel was, in whichever processes, and how fast the machine lets it be. */
final class KernelRow implements Turns.Outcome {
  private final String name;
  private final Work work;
  private final Map<String, Rates> rates = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final Rates gflops = new Rates();
  private final Rates gbytes = new Rates();

  KernelRow(String name, Work work) {
    this.name = name;
    this.work = work;
  }

  String name() {
    return name;
  }

  @Override
  public long parameters() {
    return 0;
  }

  @Override
  public void limit(double gflops, double gbytes) {
    this.gflops.add(gflops);
    this.gbytes.add(gbytes);
  }

  @Override
  public void add(String peer, Child.Round round, double firstLoss) {
    rates
        .computeIfAbsent(peer, p -> new Rates())
        .add(round.steps() * work.flops() * 1e-9 / round.seconds());
  }

  @Override
  public void failed(String peer, String why) {
    failures.put(peer, why);
  }

  Map<String, String> failures() {
    return failures;
  }

  Rates gflops() {
    return gflops;
  }

  Rates gbytes() {
    return gbytes;
  }

  /** Returns the GFLOP/s of a process, if it did the task. */
  Optional<Rates> rates(String peer) {
    return failures.containsKey(peer) ? Optional.empty() : Optional.ofNullable(rates.get(peer));
  }

  /** Returns how much faster the first is than the second, by their medians. */
  Optional<Double> ratio(String one, String other) {
    return rates(one).flatMap(a -> rates(other).map(b -> a.median() / b.median()));
  }

  /** Returns the smallest such ratio. */
  Optional<Double> ratioToBest(String one, List<String> others) {
    return others.stream().map(o -> ratio(one, o)).flatMap(Optional::stream).min(Double::compare);
  }

  /**
   * Returns the roofline (S. Williams, A. Waterman and D. Patterson, 2009), in GFLOP/s: the
   * machine's multiply-adds, or as many as memory brings numbers for where that is less.
   */
  double roofline() {
    return Math.min(gflops.median(), gbytes.median() * work.flops() / work.bytes());
  }

  /** Returns whether memory bounds it. */
  boolean isBoundByMemory() {
    return roofline() < gflops.median();
  }

  /** Returns which share of the roofline a process reaches. */
  Optional<Double> share(String peer) {
    return rates(peer).map(r -> r.median() / roofline());
  }

  /** Returns a line for who waits. */
  String line() {
    StringBuilder s = new StringBuilder(name);
    s.append(String.format(Locale.ROOT, "  roofline %.0f", roofline()));
    rates.forEach((p, r) -> s.append(String.format(Locale.ROOT, "  %s %.1f", p, r.median())));
    failures.values().forEach(f -> s.append("  ").append(f));
    return s.toString();
  }
}
