package dev.imbrex.report;

import dev.imbrex.io.AtomicFiles;
import dev.imbrex.io.Disk;
import dev.imbrex.nn.Model;
import dev.imbrex.spi.Backend;
import dev.imbrex.train.History;
import dev.imbrex.train.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Writes a page about a run: one file of HTML, with its pictures in it, that fetches nothing and
 * runs no script.
 */
public final class Report {
  /** The figure that people ask for first. */
  private static final String ACCURACY = "val_accuracy";

  private final Subject subject;
  private final Trainer trainer;
  private final Model predicting;
  private final Gallery gallery;
  private final Limits limits;

  private Report(Subject subject, Trainer trainer, Backend backend) {
    this.subject = subject;
    this.trainer = trainer;
    this.predicting = subject.model().withoutAuxiliaries();
    this.limits = Limits.brief(predicting);
    this.gallery = new Gallery(backend, predicting, subject.normalization(), limits);
  }

  /**
   * Writes the page, replacing an earlier one; the file is whole at every moment.
   *
   * @param trainer judges the pictures
   * @param backend computes the rest
   */
  public static void write(Path file, Subject subject, Trainer trainer, Backend backend)
      throws IOException {
    String page = new Report(subject, trainer, backend).page();
    AtomicFiles.write(Disk.SYSTEM, file, page);
  }

  private String page() throws IOException {
    Markup page = new Markup();
    String title = subject.network() + " on " + subject.data();
    page.open("html", "lang", "en").open("head").line();
    page.single("meta", "charset", "utf-8").line();
    page.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.line();
    page.single(
            "meta",
            "http-equiv",
            "Content-Security-Policy",
            "content",
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'")
        .line();
    page.single("meta", "name", "color-scheme", "content", "light dark").line();
    page.single("meta", "name", "generator", "content", "Imbrex").line();
    page.element("title", title + " – Imbrex").line();
    page.open("style").line();
    // The sheet is the library's own and has no character that needs escaping in CSS.
    page.text(styles()).close(2).line();
    page.open("body").open("header").element("h1", title);
    page.element("p", subject.history().end().reason());
    tiles(page);
    page.close().line().open("main");
    for (Section s : sections()) {
      page.open("section").element("h2", s.title());
      s.write(page);
      page.close().line();
    }
    page.close(3);
    return "<!DOCTYPE html>\n" + page + "\n";
  }

  private List<Section> sections() {
    Judged judged = Judged.of(trainer, subject.model(), subject.validation(), limits.judged());
    int all = subject.validation().size();
    String pictures =
        judged.size() < all
            ? String.format(Locale.ROOT, "%,d of %,d validation pictures", judged.size(), all)
            : String.format(Locale.ROOT, "%,d validation pictures", all);
    return List.of(
        new CurvesSection(subject.history()),
        new ConfusionSection(Confusion.of(judged), pictures),
        new MistakesSection(judged, gallery, pictures),
        new FiltersSection(gallery.filters()),
        new FeaturesSection(walks(judged)),
        new ExcitingSection(
            gallery.exciting(gallery.excitable(), judged.pictures().classNames(), subject.seed())),
        new LayersSection(subject.model()),
        new SettingsSection(subject.settings()));
  }

  /** Returns the ways of two pictures: the one known most surely, and the worst mistake. */
  private List<FeaturesSection.Walk> walks(Judged judged) {
    List<Integer> chosen = new ArrayList<>();
    judged.known().stream().findFirst().ifPresent(chosen::add);
    judged.mistakes().stream().findFirst().ifPresent(chosen::add);
    List<float[]> features = chosen.stream().map(judged::features).toList();
    List<List<Exhibit>> layers = gallery.featureMaps(features, Gallery.way(predicting, limits));
    return IntStream.range(0, chosen.size())
        .mapToObj(
            i ->
                new FeaturesSection.Walk(
                    told(judged, chosen.get(i)), gallery.input(features.get(i)), layers.get(i)))
        .toList();
  }

  private static String told(Judged judged, int picture) {
    List<String> names = judged.pictures().classNames();
    String name = names.get(judged.pictures().label(picture));
    int guess = judged.guess(picture);
    return judged.isRight(picture)
        ? String.format(
            Locale.ROOT,
            "%s, known with %s",
            name,
            Figures.percent(judged.probability(picture, guess)))
        : String.format(Locale.ROOT, "%s, taken for %s", name, names.get(guess));
  }

  /** Writes the figures that people look for first. */
  private void tiles(Markup page) {
    Map<String, String> tiles = new LinkedHashMap<>();
    List<History.Epoch> epochs = subject.history().epochs();
    if (!epochs.isEmpty()) {
      History.Epoch last = subject.history().last();
      History.Epoch best =
          epochs.stream()
              .max(Comparator.comparingDouble(e -> e.figures().getOrDefault(ACCURACY, 0.0)))
              .orElseThrow();
      tiles.put(
          "validation accuracy",
          Figures.percent(last.figures().getOrDefault(ACCURACY, Double.NaN)));
      tiles.put(
          "at best, epoch " + best.number(),
          Figures.percent(best.figures().getOrDefault(ACCURACY, Double.NaN)));
      tiles.put("epochs", Figures.count(last.number()));
      tiles.put("time", Figures.seconds(epochs.stream().mapToDouble(History.Epoch::seconds).sum()));
      tiles.put(
          "images per second",
          Figures.count(
              epochs.stream().mapToDouble(History.Epoch::imagesPerSecond).average().orElse(0)));
    }
    tiles.put("parameters", Figures.count(subject.model().countParams()));
    page.open("dl", "class", "tiles");
    tiles.forEach(
        (name, value) -> page.open("div").element("dt", name).element("dd", value).close());
    page.close();
  }

  private static String styles() throws IOException {
    try (InputStream in = Report.class.getResourceAsStream("report.css")) {
      byte[] css = Objects.requireNonNull(in, "report.css is in the jar").readAllBytes();
      return new String(css, StandardCharsets.UTF_8);
    }
  }
}
