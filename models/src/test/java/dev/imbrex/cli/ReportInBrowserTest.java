package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.report.Reports;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at the report of a short run in a real browser, on a phone and on a desk. */
@Tag("browser")
class ReportInBrowserTest {
  private static final int PHONE = 360;
  private static final int DESK = 1280;

  /** Added to a copy of the page: tells the page around it how wide it is and what it shows. */
  private static final String MEASURE =
      "<script>addEventListener('load', () => parent.postMessage(["
          + "innerWidth, document.documentElement.scrollWidth, document.images.length,"
          + "[...document.images].filter(i => i.naturalWidth > 0).length,"
          + "document.querySelectorAll('svg path.line').length].join(' '), '*'))</script>";

  private static final Pattern MEASURED =
      Pattern.compile("<p>(\\d+) (\\d+) (\\d+) (\\d+) (\\d+)</p>");

  @TempDir static Path folder;
  private static Browser browser;
  private static Path page;

  @BeforeAll
  static void train() throws IOException {
    browser = Browser.require(folder);
    Path data = Cli.writeData(folder.resolve("data"));
    Path run = folder.resolve("run");
    Cli.run(
            "train",
            "lenet5",
            "--data",
            "mnist",
            "--data-dir",
            data,
            "--out",
            run,
            "--batch",
            16,
            "--epochs",
            3,
            "--backend",
            "cpu")
        .expect(0);
    page = run.resolve("report.html");
  }

  /** Returns a page that shows others in a frame of each width, and writes what they tell. */
  private static Path framed(String... pages) throws IOException {
    StringBuilder s =
        new StringBuilder("<!DOCTYPE html><script>addEventListener('message', e => {");
    s.append("const p = document.createElement('p'); p.textContent = e.data;");
    s.append("document.body.append(p)})</script><body style='margin: 0'>");
    for (int i = 0; i < pages.length; i++) {
      // The page itself forbids scripts, so the copy must not.
      String measured =
          pages[i]
              .replaceAll("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
              .replace("</body>", MEASURE + "</body>");
      String name = "measured" + i + ".html";
      Files.writeString(folder.resolve(name), measured);
      for (int width : new int[] {PHONE, DESK}) {
        s.append("<iframe src='").append(name);
        s.append("' style='border: 0; height: 9000px; width: ")
            .append(width)
            .append("px'></iframe>");
      }
    }
    return Files.writeString(folder.resolve("frames.html"), s.append("</body>"));
  }

  @Test
  void nothingIsFetchedAndNothingOverflows() throws Exception {
    List<int[]> seen = look(Files.readString(page));
    for (int[] m : seen) {
      assertTrue(m[2] > 10, "pictures");
      assertEquals(6, m[4], "two lines for loss and accuracy, two single");
    }
  }

  @Test
  void longNamesAndManyClassesOverflowNothing() throws Exception {
    String unbroken = "supercalifragilistic".repeat(9);
    List<String> pages = new ArrayList<>();
    for (int classes : new int[] {12, 60}) {
      List<String> names =
          IntStream.range(0, classes)
              .mapToObj(i -> i % 2 == 0 ? unbroken + i : "a b " + i)
              .toList();
      Path report = Reports.write(folder, unbroken, names, 2 * classes, Reports.history(120));
      pages.add(Files.readString(report));
    }
    assertEquals(4, look(pages.toArray(String[]::new)).size());
  }

  /** Returns what pages measure in every width; fails if one fetches or overflows anything. */
  private static List<int[]> look(String... pages) throws IOException, InterruptedException {
    Browser.Loaded loaded = browser.load(framed(pages));
    assertEquals(Set.of(), loaded.asked());
    List<int[]> all = new ArrayList<>();
    Matcher m = MEASURED.matcher(loaded.dom());
    while (m.find()) {
      int[] n = IntStream.rangeClosed(1, 5).map(i -> Integer.parseInt(m.group(i))).toArray();
      assertEquals(n[0], n[1], "the page is as wide as its window");
      assertEquals(n[2], n[3], "every picture is shown");
      all.add(n);
    }
    assertEquals(Set.of(PHONE, DESK), all.stream().map(n -> n[0]).collect(Collectors.toSet()));
    return all;
  }

  @Test
  void thePageIsSeenAsAPicture() throws Exception {
    BufferedImage seen = browser.picture(page, DESK, 1000);
    assertEquals(DESK, seen.getWidth());
    int[] colours = seen.getRGB(0, 0, DESK, 1000, null, 0, DESK);
    long different = Arrays.stream(colours).distinct().count();
    assertTrue(different > 50, () -> "charts and text have many colours, not " + different);
    // Ground, cards and the first line of the charts are there in plenty.
    for (int colour : new int[] {0xFFF4F5F7, 0xFFFFFFFF, 0xFF2767B3}) {
      long count = Arrays.stream(colours).filter(c -> c == colour).count();
      assertTrue(count > 100, () -> Integer.toHexString(colour) + ": " + count);
    }
  }

  /** Without this nobody would know whether the other test can fail. */
  @Test
  void aPageThatFetchesAndOverflowsIsNoticed() throws Exception {
    String wide =
        "<!DOCTYPE html><html><body><img src='http://picture.invalid/x.png'>"
            + "<div style='width: 1400px'>wide</div></body></html>";
    Browser.Loaded loaded = browser.load(framed(wide));
    assertEquals(Set.of("http://picture.invalid/x.png"), loaded.asked());
    Matcher m = MEASURED.matcher(loaded.dom());
    assertTrue(m.find() && Integer.parseInt(m.group(2)) >= 1400, loaded.dom());
  }
}
