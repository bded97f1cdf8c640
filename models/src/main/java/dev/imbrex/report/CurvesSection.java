package dev.imbrex.report;

import dev.imbrex.train.History;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** How loss, metrics, learning rate and throughput went, epoch by epoch. */
record CurvesSection(History history) implements Section {
  private static final String VALIDATION = "val_";
  private static final String FIRST = "first";
  private static final String SECOND = "second";

  @Override
  public String title() {
    return "Training";
  }

  @Override
  public void write(Markup page) {
    List<History.Epoch> epochs = history.epochs();
    if (epochs.isEmpty()) {
      page.element("p", "No epoch was finished.");
      return;
    }
    int[] numbers = epochs.stream().mapToInt(History.Epoch::number).toArray();
    page.open("div", "class", "charts");
    for (String name : names()) {
      boolean share = isShare(name);
      List<Chart.Line> lines = new ArrayList<>();
      for (boolean validation : new boolean[] {false, true}) {
        String key = validation ? VALIDATION + name : name;
        if (epochs.get(epochs.size() - 1).figures().containsKey(key)) {
          lines.add(
              new Chart.Line(
                  validation ? "validation" : "training",
                  validation ? SECOND : FIRST,
                  history.values(key)));
        }
      }
      new Chart(
              name.replace('_', ' '),
              numbers,
              lines,
              !share,
              share ? Figures::shortPercent : Figures::number)
          .write(page);
    }
    single(page, "learning rate", numbers, History.Epoch::learningRate, Figures::number);
    single(page, "images per second", numbers, History.Epoch::imagesPerSecond, Figures::count);
    page.close();
    table(page, epochs);
  }

  private void single(
      Markup page,
      String title,
      int[] numbers,
      ToDoubleFunction<History.Epoch> value,
      DoubleFunction<String> format) {
    double[] values = history.epochs().stream().mapToDouble(value).toArray();
    List<Chart.Line> line = List.of(new Chart.Line(title, FIRST, values));
    new Chart(title, numbers, line, true, format).write(page);
  }

  /** Returns the names of loss and metrics, without those of validation. */
  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String n : history.last().figures().keySet()) {
      names.add(n.startsWith(VALIDATION) ? n.substring(VALIDATION.length()) : n);
    }
    return names;
  }

  private static boolean isShare(String name) {
    return name.contains("accuracy");
  }

  private static void table(Markup page, List<History.Epoch> epochs) {
    Set<String> names = epochs.get(epochs.size() - 1).figures().keySet();
    page.open("details").element("summary", "All epochs as a table");
    List<String> headings = new ArrayList<>(List.of("epoch"));
    names.forEach(n -> headings.add(n.replace('_', ' ')));
    headings.addAll(List.of("learning rate", "images/s", "seconds"));
    Pages.table(page, 1, headings);
    for (History.Epoch e : epochs) {
      page.open("tr").element("th", Integer.toString(e.number()), "scope", "row");
      for (String n : names) {
        double v = e.figures().getOrDefault(n, Double.NaN);
        page.element("td", isShare(n) ? Figures.percent(v) : Figures.number(v));
      }
      page.element("td", Figures.number(e.learningRate()));
      page.element("td", Figures.count(e.imagesPerSecond()));
      page.element("td", Figures.number(e.seconds()));
      page.close().line();
    }
    page.close(4).line();
  }
}
