package dev.imbrex.bench.peers;

import dev.imbrex.spi.DeviceInfo;
import java.util.List;
import java.util.Locale;

/** How matrix products compare on one device, for people. */
record GemmReport(String date, DeviceInfo device, int rounds, int seconds, List<GemmRow> rows) {
  /** Returns a page. */
  String markdown() {
    StringBuilder s = new StringBuilder("# Matrix products beside CLBlast\n\n");
    s.append(
        String.format(
            Locale.ROOT,
            "%s: %s (%s); Java %s; %d rounds of %d s in turns after a warm-up; medians (least to greatest) of GFLOP/s, float32. CLBlast"
                + " as packaged, not tuned. Peak: multiply-adds in registers, on the same device in the same turns.%n%n",
            date,
            device.name(),
            device.version(),
            Runtime.version(),
            rounds,
            seconds));
    s.append("| m x n x k | Imbrex | CLBlast | beside CLBlast | peak | share of the peak |\n");
    s.append("| --- | --- | --- | --- | --- | --- |\n");
    for (GemmRow r : rows) {
      s.append("| ").append(r.shape().toString().replace("x", " x ")).append(" |");
      s.append(cell(r, GemmRow.OURS)).append(cell(r, GemmRow.CLBLAST));
      s.append(
          r.ratio(GemmRow.OURS, GemmRow.CLBLAST)
              .map(x -> String.format(Locale.ROOT, " %.2f |", x))
              .orElse(" - |"));
      s.append(cell(r, GemmRow.PEAK));
      s.append(r.share(GemmRow.OURS).map(x -> " " + Math.round(100 * x) + "% |").orElse(" - |"));
      s.append('\n');
    }
    s.append(
        "\nBoth get the right matrix as it lies; packing it is part of a product. Small products are enqueued one after the other and"
            + " waited for once for every GFLOP.\n");
    for (GemmRow r : rows) {
      r.failures().values().forEach(f -> s.append("\n- ").append(r.shape()).append(": ").append(f));
    }
    return s.toString().stripTrailing() + "\n";
  }

  private static String cell(GemmRow r, String peer) {
    return " " + r.rates(peer).map(Rates::text).orElse("-") + " |";
  }
}
