package dev.imbrex.report;

import dev.imbrex.nn.LayerSummary;
import dev.imbrex.nn.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The network as a table. */
record LayersSection(Model model) implements Section {
  /** A longer table is shown when someone asks for it. */
  private static final int ROOM = 40;

  @Override
  public String title() {
    return "Layers";
  }

  @Override
  public void write(Markup page) {
    List<LayerSummary> layers = model.layerSummaries();
    boolean folded = layers.size() > ROOM;
    if (folded) {
      page.open("details").element("summary", "all " + layers.size() + " layers");
    }
    page.open("div", "class", "layers");
    table(page, layers);
    page.close(folded ? 2 : 1);
  }

  private static void table(Markup page, List<LayerSummary> layers) {
    // Columns that say something about few networks are left out elsewhere.
    boolean branches = layers.stream().anyMatch(l -> !l.takes().isEmpty());
    boolean notes = layers.stream().anyMatch(l -> !l.notes().isEmpty());
    List<String> headings = new ArrayList<>(List.of("layer", "kind"));
    if (branches) {
      headings.add("takes");
    }
    if (notes) {
      headings.add("note");
    }
    int texts = headings.size();
    headings.addAll(List.of("output", "memory", "parameters", "multiply-adds", "receptive field"));
    Pages.table(page, texts, headings);
    for (LayerSummary l : layers) {
      page.open("tr").element("th", l.node().name(), "scope", "row");
      text(page, l.node().layer().type());
      if (branches) {
        text(page, String.join(", ", l.takes()));
      }
      if (notes) {
        text(page, String.join(", ", l.notes()));
      }
      page.element(
          "td",
          l.node().outputShape().toList().stream()
              .map(String::valueOf)
              .collect(Collectors.joining(" × ")));
      page.element("td", Figures.bytes(l.bytes()));
      page.element("td", Figures.count(l.parameters()));
      page.element("td", Figures.count(l.multiplyAdds()));
      page.element("td", l.receptiveField().h() + " × " + l.receptiveField().w());
      page.close().line();
    }
    List<LayerSummary> predicting = layers.stream().filter(l -> !l.trainingOnly()).toList();
    page.close().open("tfoot");
    total(page, "all", texts, layers);
    if (predicting.size() < layers.size()) {
      total(page, "in prediction", texts, predicting);
    }
    page.close(3).line();
  }

  private static void text(Markup page, String what) {
    page.element("td", what, "class", "text");
  }

  private static void total(Markup page, String name, int texts, List<LayerSummary> layers) {
    page.open("tr").element("th", name, "scope", "row");
    for (int i = 0; i < texts; i++) {
      page.element("td", "");
    }
    page.element("td", Figures.bytes(layers.stream().mapToLong(LayerSummary::bytes).sum()));
    page.element("td", Figures.count(layers.stream().mapToLong(LayerSummary::parameters).sum()));
    page.element("td", Figures.count(layers.stream().mapToLong(LayerSummary::multiplyAdds).sum()));
    page.element("td", "").close();
  }
}
