package dev.imbrex.bench.peers;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How fast kernels are, for people.
 *
 * @param machine in words
 * @param how long was measured
 * @param ours Imbrex in this process' Java, and then in others or without vectors
 * @param others other libraries
 */
record KernelReport(
    String machine, String how, List<String> ours, List<String> others, List<KernelRow> rows) {

  /** Returns a page. */
  String markdown() {
    Rates gflops = new Rates();
    Rates gbytes = new Rates();
    for (KernelRow r : rows) {
      gflops.addAll(r.gflops());
      gbytes.addAll(r.gbytes());
    }
    StringBuilder s = new StringBuilder("# Imbrex' kernels and what the machine lets them do\n\n");
    s.append(
        String.format(
            Locale.ROOT,
            "%s; Java %s; %d threads; %s; medians (least to greatest) of GFLOP/s. "
                + "Limits, in plain Java and measured between the rounds: %s GFLOP/s of multiply-adds, %s GB/s of a copy.%n%n",
            machine,
            Runtime.version(),
            Runtime.getRuntime().availableProcessors(),
            how,
            gflops.text(),
            gbytes.text()));
    String first = ours.get(0);
    s.append("| kernel | roofline | ").append(first).append(" | share of the roofline |");
    for (String p : ours.subList(1, ours.size())) {
      s.append(' ').append(p).append(" | of ").append(first).append(" |");
    }
    others.forEach(p -> s.append(' ').append(p).append(" |"));
    if (!others.isEmpty()) {
      s.append(" beside the best other |");
    }
    s.append("\n|");
    s.append(" --- |".repeat(2 * ours.size() + 2 + others.size() + (others.isEmpty() ? 0 : 1)));
    s.append('\n');
    for (KernelRow r : rows) {
      s.append(String.format(Locale.ROOT, "| %s | %.0f", r.name(), r.roofline()));
      s.append(r.isBoundByMemory() ? " (memory) | " : " | ");
      s.append(rates(r, first)).append(" | ").append(percent(r.share(first))).append(" |");
      for (String p : ours.subList(1, ours.size())) {
        s.append(' ').append(rates(r, p)).append(" | ");
        s.append(percent(r.ratio(p, first))).append(" |");
      }
      others.forEach(p -> s.append(' ').append(rates(r, p)).append(" |"));
      if (!others.isEmpty()) {
        Optional<Double> best = r.ratioToBest(first, others);
        s.append(' ').append(best.map(b -> String.format(Locale.ROOT, "%.2f", b)).orElse("-"));
        s.append(" |");
      }
      s.append('\n');
    }
    s.append(
        "\nThe rate counts direct convolutions: two operations for each product. Winograd's algorithm needs fewer, so that 3x3 filters"
            + " of many channels can have more than 100%. The roofline is the multiply-adds, or what a copy's rate brings operands for where"
            + " that is less (memory); small operands stay in caches, which are faster.\n");
    rows.stream()
        .flatMap(r -> r.failures().values().stream())
        .distinct()
        .forEach(f -> s.append("\n- ").append(f));
    return s.toString().stripTrailing() + "\n";
  }

  private static String rates(KernelRow r, String peer) {
    return r.rates(peer).map(Rates::text).orElse("-");
  }

  private static String percent(Optional<Double> share) {
    return share
        .map(x -> String.format(Locale.ROOT, x < 0.1 ? "%.1f%%" : "%.0f%%", 100 * x))
        .orElse("-");
  }
}
