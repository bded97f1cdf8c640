package dev.imbrex.report;

import java.util.List;

/** What excites filters most. */
record ExcitingSection(List<Exhibit> pictures) implements Section {
  @Override
  public String title() {
    return "What excites filters most";
  }

  @Override
  public void write(Markup page) {
    page.element(
        "p",
        "Each picture began as grey noise and was changed, step by step along the gradient, so that"
            + " the mean of one filter grew; for the last layer, one output. For filters a picture"
            + " stays as bright as it was: what is left is the pattern.");
    page.open("div", "class", "pictures");
    pictures.forEach(e -> Pages.exhibit(page, e));
    page.close();
  }
}
