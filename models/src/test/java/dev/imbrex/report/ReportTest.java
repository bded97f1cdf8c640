package dev.imbrex.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.train.Dataset;
import dev.imbrex.train.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final String HOSTILE = "\"><script src=\"http://x.invalid/\">&'";

  @TempDir Path folder;

  private String report(List<String> classes, int pictures, History history) throws IOException {
    return Files.readString(Reports.write(folder, HOSTILE, classes, pictures, history));
  }

  @Test
  void whateverNamesSayThePageFetchesNothing() throws IOException {
    String html = report(List.of(HOSTILE, "b", "c"), 30, Reports.history(3));
    Page.assertSelfContained(html);
    assertFalse(html.contains("<script"), "a name became an element");
    assertTrue(html.contains("&lt;script src=&quot;http://x.invalid/&quot;&gt;"), "it is shown");
  }

  @Test
  void itHasEverythingThatItPromises() throws IOException {
    String html = report(Dataset.numberedClasses(3), 30, Reports.history(3));
    for (String title :
        List.of(
            "Training",
            "Confusion",
            "Worst mistakes",
            "Filters of the first layer",
            "From layer to layer",
            "What excites filters most",
            "Layers",
            "Device and settings")) {
      assertTrue(html.contains("<h2>" + title + "</h2>"), title);
    }
    for (String chart : List.of("loss", "accuracy", "learning rate", "images per second")) {
      assertTrue(html.contains("<figcaption><strong>" + chart + "</strong>"), chart);
    }
    assertEquals(4, html.split("<svg ", -1).length - 1);
    assertTrue(html.contains("epoch 3, validation: 0.3667"), "a point of the loss");
    assertFalse(html.contains("epoch 2, training: –"), "what is no number is no point");
    assertTrue(html.contains("<td>6 × 6 × 3</td>"), "an output shape of the table of layers");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 20, 21, 100})
  void anyNumberOfClassesIsReadable(int classes) throws IOException {
    String html = report(Dataset.numberedClasses(classes), 2 * classes, Reports.history(1));
    Page.assertSelfContained(html);
    assertEquals(classes <= 20, html.contains("class=\"confusion"), "a table where it fits");
    assertEquals(classes > 20, html.contains("<summary>Every class</summary>"));
    assertTrue(html.contains("What was confused most"));
    assertTrue(html.length() < 1_000_000, () -> html.length() + " characters");
  }

  @Test
  void aRunWithoutAnEpochHasAPageToo() throws IOException {
    String html =
        report(
            Dataset.numberedClasses(2),
            8,
            new History(
                List.of(), new History.End(History.Kind.INTERRUPTED, "Interrupted at once.")));
    Page.assertSelfContained(html);
    assertTrue(html.contains("No epoch was finished.") && html.contains("Interrupted at once."));
  }

  @Test
  void thousandsOfEpochsStaySmall() throws IOException {
    String html = report(Dataset.numberedClasses(2), 8, Reports.history(2000));
    Page.assertSelfContained(html);
    assertTrue(html.length() < 1_000_000, () -> html.length() + " characters");
    assertFalse(html.contains("<circle"), "lines only");
  }
}
