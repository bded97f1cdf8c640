package dev.imbrex.bench.peers;

import dev.imbrex.program.Work;
import java.util.List;
import java.util.Optional;

/** How fast one kernel was, in whichever processes, and how fast the machine lets it be. */
final class KernelRow extends Results {
  private final String name;
  private final Work work;
  private final Rates gflops = new Rates();
  private final Rates gbytes = new Rates();

  KernelRow(String name, Work work) {
    this.name = name;
    this.work = work;
  }

  String name() {
    return name;
  }

  /** Notes the machine's limits, in GFLOP/s and GB/s. */
  void limit(double gflops, double gbytes) {
    this.gflops.add(gflops);
    this.gbytes.add(gbytes);
  }

  /** Notes a round. */
  void add(String peer, Child.Round round) {
    add(peer, round.steps() * work.flops() * 1e-9 / round.seconds());
  }

  Rates gflops() {
    return gflops;
  }

  Rates gbytes() {
    return gbytes;
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
}
