package dev.imbrex.report;

import java.util.List;
import java.util.Locale;

/** What several sections write. */
final class Pages {
  private Pages() {}

  /** Writes a picture, which is part of the page, enlarged so many times. */
  static void image(Markup page, Bitmap picture, int times, String alt) {
    page.single(
        "img",
        "src",
        picture.dataUri(),
        "width",
        Integer.toString(picture.width() * times),
        "height",
        Integer.toString(picture.height() * times),
        "alt",
        alt);
  }

  /**
   * Begins a box that moves sideways, by keys too, where what is in it is wider than the window.
   */
  static Markup box(Markup page) {
    return page.open(
        "div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "table");
  }

  /**
   * Begins a table in a box of its own, up to its body: box, table and body are to be ended.
   *
   * @param texts how many columns, from the left, are texts; the others are numbers
   */
  static void table(Markup page, int texts, List<String> headings) {
    box(page).open("table").open("thead").open("tr");
    for (int i = 0; i < headings.size(); i++) {
      page.element("th", headings.get(i), "scope", "col", "class", i < texts ? "text" : "number");
    }
    page.close(2).open("tbody").line();
  }

  /** Writes a picture of a network with its caption. */
  static void exhibit(Markup page, Exhibit e) {
    page.open("figure", "class", "picture");
    image(page, e.picture(), e.scale(), e.caption());
    page.element("figcaption", e.caption()).close().line();
  }

  /** Writes a guess as a bar with its class and probability. */
  static void guess(Markup page, String name, double probability, boolean right) {
    page.open("li", "class", right ? "right" : "other");
    page.element(
        "span",
        "",
        "class",
        "bar",
        "style",
        String.format(Locale.ROOT, "--p:%.1f%%", 100 * probability));
    page.element("span", name, "class", "name");
    page.element("span", Figures.percent(probability), "class", "share").close();
  }
}
