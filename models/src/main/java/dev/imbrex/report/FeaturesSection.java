package dev.imbrex.report;

import java.util.List;

/** What some pictures become from layer to layer. */
record FeaturesSection(List<Walk> walks) implements Section {
  /**
   * The way of a picture through the network.
   *
   * @param told what it is, and what it was taken for
   * @param layers what it becomes after each
   */
  record Walk(String told, Exhibit picture, List<Exhibit> layers) {}

  @Override
  public String title() {
    return "From layer to layer";
  }

  @Override
  public void write(Markup page) {
    page.element(
        "p",
        "What a picture becomes after each layer: dark is the lowest number of the layer, light the"
            + " highest.");
    page.open("div", "class", "walks");
    for (Walk w : walks) {
      page.open("div", "class", "walk").element("h3", w.told());
      Pages.exhibit(page, w.picture());
      w.layers().forEach(e -> Pages.exhibit(page, e));
      page.close();
    }
    page.close();
  }
}
