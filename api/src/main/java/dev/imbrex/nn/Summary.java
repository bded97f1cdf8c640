package dev.imbrex.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A model as a table of text. */
final class Summary {
  private Summary() {}

  static String of(Model model) {
    List<String[]> rows = new ArrayList<>();
    rows.add(
        new String[] {
          "Layer", "Kind", "Output shape", "Parameters", "Multiply-adds", "Receptive field"
        });
    for (LayerSummary l : model.layerSummaries()) {
      LayerNode n = l.node();
      rows.add(
          new String[] {
            n.name(),
            n.layer().type(),
            n.outputShape().toString(),
            count(l.parameters()),
            count(l.multiplyAdds()),
            l.receptiveField().toString()
          });
    }
    long total = model.countParams();
    long trained = model.countTrainableParams();
    long results = model.nodes().stream().mapToLong(n -> n.outputShape().size()).sum();
    return table(rows)
        + "Parameters: "
        + count(total)
        + (trained == total ? "" : ", of which " + count(trained) + " are trained")
        + megabytes(total)
        + "Layer results for one example: "
        + count(results)
        + megabytes(results)
        + "Multiply-adds for one example: "
        + count(model.multiplyAdds())
        + "\n";
  }

  /** Returns how much memory so many float32 numbers take. */
  private static String megabytes(long numbers) {
    return String.format(Locale.ROOT, " (%.2f MB)\n", numbers * 4 / 1e6);
  }

  private static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** Lays out rows, numbers to the right, with a line under the first. */
  private static String table(List<String[]> rows) {
    int columns = rows.get(0).length;
    int[] width = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < columns; i++) {
        width[i] = Math.max(width[i], row[i].length());
      }
    }
    StringBuilder s = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String pad = " ".repeat(width[i] - row[i].length());
        line.append(i < 3 ? row[i] + pad : pad + row[i]).append(i < columns - 1 ? "  " : "");
      }
      s.append(line.toString().stripTrailing()).append("\n");
      if (row == rows.get(0)) {
        s.append("-".repeat(line.length())).append("\n");
      }
    }
    return s.toString();
  }
}
