package dev.imbrex.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** A model as a table of text. */
final class Summary {
  /** A column: its heading, whether it is of numbers, and what it has for each layer. */
  private record Column(String heading, boolean numbers, List<String> cells) {
    boolean empty() {
      return cells.stream().allMatch(String::isEmpty);
    }
  }

  private Summary() {}

  static String of(Model model) {
    List<LayerSummary> layers = model.layerSummaries();
    List<Column> columns = new ArrayList<>();
    columns.add(texts("Layer", layers.stream().map(l -> l.node().name())));
    columns.add(texts("Kind", layers.stream().map(l -> l.node().layer().type())));
    columns.add(texts("Takes", layers.stream().map(l -> String.join(", ", l.takes()))));
    columns.add(texts("Output shape", layers.stream().map(l -> l.node().outputShape().toString())));
    columns.add(numbers("Memory", layers.stream().map(l -> memory(l.bytes()))));
    columns.add(numbers("Parameters", layers.stream().map(l -> count(l.parameters()))));
    columns.add(numbers("Multiply-adds", layers.stream().map(l -> count(l.multiplyAdds()))));
    columns.add(
        numbers("Receptive field", layers.stream().map(l -> l.receptiveField().toString())));
    columns.add(texts("Note", layers.stream().map(l -> String.join(", ", l.notes()))));
    columns.removeIf(Column::empty);
    return table(columns, layers.size()) + totals(model, layers);
  }

  private static Column texts(String heading, Stream<String> cells) {
    return new Column(heading, false, cells.toList());
  }

  private static Column numbers(String heading, Stream<String> cells) {
    return new Column(heading, true, cells.toList());
  }

  private static String totals(Model model, List<LayerSummary> layers) {
    long total = model.countParams();
    long trained = model.countTrainableParams();
    return "Parameters: "
        + count(total)
        + (trained == total ? "" : ", of which " + count(trained) + " are trained")
        + " ("
        + megabytes(Float.BYTES * total)
        + ")"
        + predicting(layers, LayerSummary::parameters, total)
        + "\nLayer results for one example: "
        + count(sum(layers, LayerSummary::bytes) / Float.BYTES)
        + " ("
        + megabytes(sum(layers, LayerSummary::bytes))
        + ")"
        + predicting(
            layers, l -> l.bytes() / Float.BYTES, sum(layers, LayerSummary::bytes) / Float.BYTES)
        + "\nMultiply-adds for one example: "
        + count(sum(layers, LayerSummary::multiplyAdds))
        + predicting(layers, LayerSummary::multiplyAdds, sum(layers, LayerSummary::multiplyAdds))
        + "\n";
  }

  /** Returns how much is left of it without auxiliary outputs, if there are some. */
  private static String predicting(
      List<LayerSummary> layers, ToLongFunction<LayerSummary> figure, long all) {
    long left = sum(layers.stream().filter(l -> !l.trainingOnly()).toList(), figure);
    return left == all ? "" : "; in prediction " + count(left);
  }

  private static long sum(List<LayerSummary> layers, ToLongFunction<LayerSummary> figure) {
    return layers.stream().mapToLong(figure).sum();
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f MB", bytes / 1e6);
  }

  private static String memory(long bytes) {
    return bytes < 100_000 ? String.format(Locale.ROOT, "%.1f KB", bytes / 1e3) : megabytes(bytes);
  }

  private static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** Lays out columns, numbers to the right, with a line under the headings. */
  private static String table(List<Column> columns, int rows) {
    List<StringBuilder> lines = new ArrayList<>();
    for (int i = -1; i < rows; i++) {
      lines.add(new StringBuilder());
    }
    int all = 2 * (columns.size() - 1);
    for (Column c : columns) {
      int width = c.heading.length();
      for (String cell : c.cells) {
        width = Math.max(width, cell.length());
      }
      all += width;
      for (int i = -1; i < rows; i++) {
        String cell = i < 0 ? c.heading : c.cells.get(i);
        String pad = " ".repeat(width - cell.length());
        StringBuilder line = lines.get(i + 1);
        line.append(c == columns.get(0) ? "" : "  ");
        line.append(c.numbers ? pad + cell : cell + pad);
      }
    }
    StringBuilder s = new StringBuilder();
    for (StringBuilder line : lines) {
      s.append(line.toString().stripTrailing()).append("\n");
      if (line == lines.get(0)) {
        s.append("-".repeat(all)).append("\n");
      }
    }
    return s.toString();
  }
}
