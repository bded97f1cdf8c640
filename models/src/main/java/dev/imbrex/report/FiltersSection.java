package dev.imbrex.report;

import java.util.Optional;

/** What the first layer looks for. */
record FiltersSection(Optional<Exhibit> filters) implements Section {
  @Override
  public String title() {
    return "Filters of the first layer";
  }

  @Override
  public void write(Markup page) {
    if (filters.isEmpty()) {
      page.element("p", "The numbers of the first layer do not belong to pixels.");
      return;
    }
    filters.ifPresent(e -> Pages.exhibit(page, e));
  }
}
