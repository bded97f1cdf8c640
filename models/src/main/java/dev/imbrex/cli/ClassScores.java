package dev.imbrex.cli;

import dev.imbrex.nn.config.Config;
import dev.imbrex.report.Confusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How well the pictures of one class are told from the others; as in scikit-learn, a share of
 * nothing is 0.
 *
 * @param precision the share of right ones among what was taken for this class
 * @param recall the share of this class that was recognised
 * @param support how many pictures there are
 */
record ClassScores(String name, double precision, double recall, int support) {

  /**
   * Returns the scores of all classes.
   *
   * @param confusion how often class i was taken for class j
   */
  static List<ClassScores> of(int[][] confusion, List<String> names) {
    List<ClassScores> all = new ArrayList<>();
    Confusion c = new Confusion(names, confusion);
    for (int k = 0; k < confusion.length; k++) {
      int right = confusion[k][k];
      int support = c.pictures(k);
      all.add(
          new ClassScores(
              names.get(k), share(right, c.guesses(k)), share(right, support), support));
    }
    return all;
  }

  /** The mean of each score over all classes, whatever their size. */
  record Means(double precision, double recall, double f1) {
    Map<String, Object> map() {
      return Config.map("precision", precision, "recall", recall, "f1", f1);
    }
  }

  /** Returns the means over all classes. */
  static Means macro(List<ClassScores> all) {
    return new Means(
        all.stream().mapToDouble(ClassScores::precision).average().orElse(0),
        all.stream().mapToDouble(ClassScores::recall).average().orElse(0),
        all.stream().mapToDouble(ClassScores::f1).average().orElse(0));
  }

  /** Returns the scores and their means as lines for people. */
  static String table(List<ClassScores> all) {
    int width = Math.max(10, all.stream().mapToInt(s -> s.name.length()).max().orElse(0)) + 2;
    StringBuilder text = new StringBuilder(String.format("%n"));
    line(text, width, "class", "precision", "recall", "f1", "pictures");
    int pictures = 0;
    for (ClassScores s : all) {
      row(text, width, s.name, s.precision, s.recall, s.f1(), s.support);
      pictures += s.support;
    }
    Means m = macro(all);
    row(text, width, "macro mean", m.precision, m.recall, m.f1, pictures);
    return text.toString();
  }

  private static void row(
      StringBuilder text, int width, String name, double p, double r, double f1, int support) {
    line(text, width, name, share(p), share(r), share(f1), String.format("%,d", support));
  }

  private static void line(StringBuilder text, int width, String name, String... columns) {
    text.append(" ".repeat(width - name.length())).append(name);
    for (String c : columns) {
      text.append(String.format("%11s", c));
    }
    text.append(System.lineSeparator());
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 0 : part / (double) whole;
  }

  /** Returns the harmonic mean of precision and recall. */
  double f1() {
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
  }

  /** Returns the scores as a map. */
  Map<String, Object> map() {
    return Config.map(
        "class", name, "precision", precision, "recall", recall, "f1", f1(), "support", support);
  }
}
