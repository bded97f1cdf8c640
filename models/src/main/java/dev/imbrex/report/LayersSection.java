package dev.imbrex.report;

import dev.imbrex.nn.LayerSummary;
import dev.imbrex.nn.Model;
import java.util.List;
import java.util.stream.Collectors;

/** The network as a table. */
record LayersSection(Model model) implements Section {
  @Override
  public String title() {
    return "Layers";
  }

  @Override
  public void write(Markup page) {
    Pages.table(
        page,
        2,
        List.of("layer", "kind", "output", "parameters", "multiply-adds", "receptive field"));
    for (LayerSummary l : model.layerSummaries()) {
      page.open("tr").element("th", l.node().name(), "scope", "row");
      page.element("td", l.node().layer().type(), "class", "text");
      page.element(
          "td",
          l.node().outputShape().toList().stream()
              .map(String::valueOf)
              .collect(Collectors.joining(" × ")));
      page.element("td", Figures.count(l.parameters()));
      page.element("td", Figures.count(l.multiplyAdds()));
      page.element("td", l.receptiveField().h() + " × " + l.receptiveField().w());
      page.close().line();
    }
    page.close().open("tfoot").open("tr").element("th", "all", "scope", "row");
    page.element("td", "").element("td", "");
    page.element("td", Figures.count(model.countParams()));
    page.element("td", Figures.count(model.multiplyAdds())).element("td", "");
    page.close(4).line();
  }
}
