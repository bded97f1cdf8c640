package dev.imbrex.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** A chart of figures by epoch, as SVG that takes its colours from the page. */
final class Chart {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 230;
  private static final int LEFT = 52;
  private static final int RIGHT = 12;
  private static final int TOP = 12;
  private static final int BOTTOM = 34;
  private static final int MARKS = 5;

  /** With more epochs than these there are lines only. */
  private static final int MANY = 60;

  /** A line: a figure of every epoch, not a number where it is missing. */
  record Line(String name, String style, double[] values) {}

  private final String title;
  private final int[] epochs;
  private final List<Line> lines;
  private final DoubleFunction<String> format;
  private final Axis down;
  private final Axis across;

  /**
   * Creates a chart.
   *
   * @param epochs the number of each epoch
   * @param fromZero whether the axis begins at zero, whatever the lowest number
   * @param format how numbers are written
   */
  Chart(
      String title,
      int[] epochs,
      List<Line> lines,
      boolean fromZero,
      DoubleFunction<String> format) {
    this.title = title;
    this.epochs = epochs;
    this.lines = lines;
    this.format = format;
    double[] all =
        lines.stream()
            .flatMapToDouble(l -> Arrays.stream(l.values()))
            .filter(Double::isFinite)
            .toArray();
    double least = fromZero ? 0 : Arrays.stream(all).min().orElse(0);
    this.down = Axis.of(least, Arrays.stream(all).max().orElse(1), MARKS);
    this.across = Axis.counting(epochs[0], epochs[epochs.length - 1], 2 * MARKS);
  }

  /** Writes the chart with its title and legend. */
  void write(Markup page) {
    page.open("figure", "class", "chart");
    page.open("figcaption").element("strong", title);
    if (lines.size() > 1) {
      lines.forEach(l -> page.element("span", l.name(), "class", "key " + l.style()));
    }
    page.close();
    page.open(
        "svg",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "role",
        "img",
        "aria-label",
        description());
    axes(page);
    lines.forEach(l -> line(page, l));
    page.close(2).line();
  }

  /** Returns what the chart shows, for those who can not see it. */
  private String description() {
    StringBuilder s = new StringBuilder(title + " by epoch");
    for (Line l : lines) {
      double first = l.values()[0];
      double last = l.values()[l.values().length - 1];
      s.append("; ").append(l.name()).append(" from ").append(format.apply(first));
      s.append(" to ").append(format.apply(last));
    }
    return s.toString();
  }

  private void axes(Markup page) {
    for (double v : down.marks()) {
      String y = number(y(v));
      page.open("path", "class", "grid", "d", "M" + LEFT + " " + y + "H" + (WIDTH - RIGHT)).close();
      page.element(
          "text", format.apply(v), "x", number(LEFT - 6.0), "y", number(y(v) + 4), "class", "end");
    }
    for (double e : across.marks()) {
      page.element(
          "text",
          String.format(Locale.ROOT, "%.0f", e),
          "x",
          number(x(e)),
          "y",
          number(HEIGHT - BOTTOM + 16.0),
          "class",
          "middle");
    }
    page.element(
        "text",
        "epoch",
        "x",
        number((LEFT + WIDTH - RIGHT) / 2.0),
        "y",
        number(HEIGHT - 4.0),
        "class",
        "middle");
  }

  private void line(Markup page, Line l) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    List<Integer> points = new ArrayList<>();
    for (int i = 0; i < epochs.length; i++) {
      if (Double.isFinite(l.values()[i])) {
        path.append(drawing ? 'L' : 'M').append(number(x(epochs[i])));
        path.append(' ').append(number(y(l.values()[i])));
        points.add(i);
        drawing = true;
      } else {
        drawing = false;
      }
    }
    if (!points.isEmpty()) {
      page.open("path", "class", "line " + l.style(), "d", path.toString()).close();
    }
    if (points.size() <= MANY) {
      for (int i : points) {
        String where = number(x(epochs[i]));
        String told = "epoch " + epochs[i] + ", " + l.name() + ": " + format.apply(l.values()[i]);
        page.open(
            "circle",
            "class",
            "point " + l.style(),
            "cx",
            where,
            "cy",
            number(y(l.values()[i])),
            "r",
            "2.6");
        page.element("title", told).close();
      }
    }
  }

  private double x(double epoch) {
    return LEFT + across.share(epoch) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double v) {
    return HEIGHT - BOTTOM - down.share(v) * (HEIGHT - TOP - BOTTOM);
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, "%.1f", v);
  }
}
