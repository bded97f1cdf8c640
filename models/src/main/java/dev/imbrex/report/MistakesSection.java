package dev.imbrex.report;

import java.util.List;
import java.util.Locale;

/** The pictures that were taken for something else, the surest mistake first. */
record MistakesSection(Judged judged, Gallery gallery, String pictures) implements Section {
  private static final int MOST = 12;
  private static final int GUESSES = 3;

  @Override
  public String title() {
    return "Worst mistakes";
  }

  @Override
  public void write(Markup page) {
    List<Integer> mistakes = judged.mistakes();
    if (mistakes.isEmpty()) {
      page.element("p", "There is no mistake among " + pictures + ".");
      return;
    }
    int shown = Math.min(MOST, mistakes.size());
    page.element(
        "p",
        String.format(
            Locale.ROOT,
            "%,d of %s %s taken for something else; %s. The right one is blue.",
            mistakes.size(),
            pictures,
            mistakes.size() == 1 ? "was" : "were",
            shown < mistakes.size()
                ? "these " + shown + " most surely"
                : shown == 1 ? "this one" : "these"));
    page.open("div", "class", "mistakes");
    mistakes.subList(0, shown).forEach(i -> mistake(page, i));
    page.close().line();
  }

  private void mistake(Markup page, int i) {
    List<String> names = judged.pictures().classNames();
    int label = judged.pictures().label(i);
    int[] guesses = judged.guesses(i);
    Bitmap b = gallery.bitmap(judged.features(i));
    page.open("figure");
    Pages.image(
        page,
        b,
        Math.max(1, 96 / b.width()),
        "a picture of " + names.get(label) + " that was taken for " + names.get(guesses[0]));
    page.open("figcaption").element("strong", names.get(label)).text(" taken for ");
    page.element("strong", names.get(guesses[0])).open("ol", "class", "guesses");
    for (int k = 0; k < Math.min(GUESSES, guesses.length); k++) {
      int g = guesses[k];
      Pages.guess(page, names.get(g), judged.probability(i, g), g == label);
    }
    page.close(3).line();
  }
}
