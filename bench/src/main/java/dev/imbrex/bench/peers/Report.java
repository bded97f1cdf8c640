package dev.imbrex.bench.peers;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the libraries compare, for people.
 *
 * @param machine in words
 * @param how long was measured
 * @param peers ours first
 */
record Report(String machine, String how, List<String> peers, List<Row> rows, Rates limits) {
  private static final int WIDTH = 760;
  private static final int BAR = 14;
  private static final int GROUP = 26;
  private static final int LEFT = 250;

  /** Ratios beyond this are cut off. */
  private static final double MOST = 4;

  /**
   * Returns a page.
   *
   * @param plot the plot's file
   */
  String markdown(String plot) {
    StringBuilder s = new StringBuilder("# Imbrex beside other libraries on the JVM\n\n");
    s.append(
        String.format(
            Locale.ROOT,
            "%s; Java %s; %d threads; %s; medians (least to greatest) of images/s. "
                + "Limit: %.0f GFLOP/s (%.0f to %.0f) of multiply-adds in plain Java vectors, measured between the rounds.%n%n",
            machine,
            Runtime.version(),
            Runtime.getRuntime().availableProcessors(),
            how,
            limits.median(),
            limits.least(),
            limits.greatest()));
    s.append("![How much faster Imbrex is](").append(plot).append(")\n\n");
    s.append("| task |");
    peers.forEach(p -> s.append(' ').append(p).append(" |"));
    s.append(" beside the best other | share of the limit |\n|");
    s.append(" --- |".repeat(peers.size() + 3)).append('\n');
    for (Row r : rows) {
      s.append("| ").append(r.name()).append(" |");
      for (String p : peers) {
        s.append(' ').append(r.rates(p).map(Rates::text).orElse("-")).append(" |");
      }
      s.append(' ').append(best(r).map(b -> String.format(Locale.ROOT, "%.2f", b)).orElse("-"));
      s.append(" | ");
      s.append(r.share(peers.get(0)).map(x -> Math.round(100 * x) + "%").orElse("-"));
      s.append(" |\n");
    }
    s.append(
        "\nThe share counts direct convolutions: two operations for each product, three times as many in training. Winograd's algorithm"
            + " needs fewer, so that it can be more than 100%.\n");
    for (Row r : rows) {
      r.failures().values().forEach(f -> s.append("\n- ").append(r.name()).append(": ").append(f));
    }
    return s.toString().stripTrailing() + "\n";
  }

  /** Returns the ratio of ours to the fastest other. */
  private Optional<Double> best(Row r) {
    return peers.stream()
        .skip(1)
        .map(p -> r.ratio(peers.get(0), p))
        .flatMap(Optional::stream)
        .min(Double::compare);
  }

  /** Returns bars of how many times as fast ours is, with a line at 1. */
  String plot() {
    StringBuilder s = new StringBuilder();
    int y = GROUP;
    for (Row r : rows) {
      s.append(label(8, y + BAR, r.name(), "font-weight=\"bold\""));
      y += GROUP;
      for (String p : peers.subList(1, peers.size())) {
        Optional<Double> ratio = r.ratio(peers.get(0), p);
        if (ratio.isEmpty()) {
          continue;
        }
        double shown = Math.min(MOST, ratio.get());
        int w = (int) Math.round(shown / MOST * (WIDTH - LEFT - 70));
        s.append(label(24, y + BAR - 3, "times as fast as " + p, ""));
        s.append(
            String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
                LEFT,
                y,
                w,
                BAR,
                ratio.get() < 1 ? "#c2703d" : "#3d7fc2"));
        s.append(
            label(LEFT + w + 6, y + BAR - 3, String.format(Locale.ROOT, "%.2f", ratio.get()), ""));
        y += BAR + 4;
      }
      y += BAR / 2;
    }
    int one = LEFT + (int) Math.round((WIDTH - LEFT - 70) / MOST);
    String line =
        String.format(
            "<line x1=\"%d\" y1=\"8\" x2=\"%d\" y2=\"%d\" stroke=\"#888888\" stroke-dasharray=\"4 3\"/>%n",
            one, one, y);
    return String.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#777777\">%n",
            WIDTH, y + 8)
        + s
        + line
        + "</svg>\n";
  }

  private static String label(int x, int y, String text, String more) {
    return String.format("<text x=\"%d\" y=\"%d\" %s>%s</text>%n", x, y, more, text);
  }
}
