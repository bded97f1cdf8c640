package dev.imbrex.report;

import java.util.List;
import java.util.Locale;

/** What was taken for what: a table of few classes; of many, the pairs that matter. */
record ConfusionSection(Confusion confusion, String pictures) implements Section {
  /** More classes than these make no table that can be read. */
  private static final int MANY = 20;

  private static final int PAIRS = 20;

  private static final String HOW_TO_READ = "Rows: what it is. Columns: what it was taken for.";

  /** Longer names stand upright over their columns. */
  private static final int SHORT = 3;

  /** How strongly the fullest cell is coloured: the text in it must stay readable. */
  private static final double STRONGEST = 0.5;

  @Override
  public String title() {
    return "Confusion";
  }

  @Override
  public void write(Markup page) {
    page.element(
        "p",
        String.format(
            Locale.ROOT, "%s of %s right.", Figures.percent(confusion.accuracy()), pictures));
    if (confusion.classes().size() <= MANY) {
      matrix(page);
    } else {
      overview(page);
    }
    pairs(page);
    if (confusion.classes().size() > MANY) {
      classes(page);
    }
  }

  private void matrix(Markup page) {
    List<String> names = confusion.classes();
    boolean isLong = names.stream().anyMatch(n -> n.length() > SHORT);
    page.element("p", HOW_TO_READ, "class", "note");
    Pages.box(page).open("table", "class", isLong ? "confusion long" : "confusion");
    page.open("thead").open("tr").element("th", "", "scope", "col");
    names.forEach(n -> page.open("th", "scope", "col").element("span", n).close());
    page.open("th", "scope", "col").element("span", "known").close(3).open("tbody");
    for (int i = 0; i < names.size(); i++) {
      page.open("tr").element("th", names.get(i), "scope", "row");
      int all = confusion.pictures(i);
      for (int j = 0; j < names.size(); j++) {
        int c = confusion.counts()[i][j];
        String share = String.format(Locale.ROOT, "--c:%.3f", STRONGEST * c / Math.max(1, all));
        page.element(
            "td",
            c == 0 ? "·" : Integer.toString(c),
            "class",
            i == j ? "hit" : c == 0 ? "none" : "miss",
            "style",
            share);
      }
      page.element("td", Figures.percent(confusion.recall(i))).close().line();
    }
    page.close(3).line();
  }

  /** Shows the matrix of many classes as a picture. */
  private void overview(Markup page) {
    int n = confusion.classes().size();
    int[] argb = new int[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        // The root makes single mistakes visible beside hundreds of hits.
        double share = confusion.counts()[i][j] / (double) Math.max(1, confusion.pictures(i));
        argb[i * n + j] = Colours.lowToHigh(Math.sqrt(share));
      }
    }
    page.open("figure", "class", "picture");
    Pages.image(
        page,
        new Bitmap(n, n, argb),
        Math.max(1, 400 / n),
        "The confusion matrix of "
            + n
            + " classes: a light diagonal where they are known, light spots where two are confused.");
    page.element("figcaption", HOW_TO_READ + " Light: often.");
    page.close();
  }

  private void pairs(Markup page) {
    List<Confusion.Pair> all = confusion.confused();
    if (all.isEmpty()) {
      return;
    }
    List<Confusion.Pair> first = all.subList(0, Math.min(PAIRS, all.size()));
    // Of many classes this is what can be read.
    String[] open = confusion.classes().size() > MANY ? new String[] {"open", ""} : new String[0];
    page.open("details", open).element("summary", "What was confused most");
    Pages.table(page, 2, List.of("what it is", "taken for", "times", "of these"));
    for (Confusion.Pair p : first) {
      page.open("tr").element("th", confusion.classes().get(p.actual()), "scope", "row");
      page.element("td", confusion.classes().get(p.guessed()), "class", "text");
      page.element("td", Integer.toString(p.count()));
      page.element("td", Figures.percent(p.count() / (double) confusion.pictures(p.actual())));
      page.close().line();
    }
    page.close(4).line();
  }

  private void classes(Markup page) {
    page.open("details").element("summary", "Every class");
    Pages.table(page, 1, List.of("class", "pictures", "recall", "precision"));
    for (int k = 0; k < confusion.classes().size(); k++) {
      page.open("tr").element("th", confusion.classes().get(k), "scope", "row");
      page.element("td", Integer.toString(confusion.pictures(k)));
      page.element("td", Figures.percent(confusion.recall(k)));
      page.element("td", Figures.percent(confusion.precision(k)));
      page.close().line();
    }
    page.close(4).line();
  }
}
