package dev.imbrex.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.program.Work;
import dev.imbrex.zoo.Zoo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Medians, ratios and what is said of a library that failed. */
class ReportTest {
  private static Row row() {
    Row row = new Row(PeerTask.of("train:lenet5:64"), Zoo.find("lenet5").create());
    for (int steps : new int[] {300, 100, 200}) {
      row.limit(100);
      row.add("imbrex", new Child.Round(steps, 1, 0.5), 2);
      row.add("slow", new Child.Round(steps / 4, 1, 0.5), 2);
      row.add("fast", new Child.Round(2L * steps, 1, 0.5), 2);
    }
    return row;
  }

  @Test
  void ratesAreMediansAndRatiosOfThem() {
    Row row = row();
    assertEquals(200 * 64, row.rates("imbrex").orElseThrow().median());
    assertEquals(4, row.ratio("imbrex", "slow").orElseThrow());
    assertEquals(0.5, row.ratio("imbrex", "fast").orElseThrow());
    // 416,520 products for a picture, two operations each, three times as many in training
    assertEquals(200.0 * 64 * 416_520 * 6e-9 / 100, row.share("imbrex").orElseThrow(), 1e-9);
  }

  @Test
  void aMedianOfAnEvenNumberLiesBetween() {
    Rates r = new Rates();
    List.of(4.0, 1.0, 2.0, 8.0).forEach(r::add);
    assertEquals(3, r.median());
    assertEquals(1, r.least());
    assertEquals(8, r.greatest());
  }

  @Test
  void whatDoesNotLearnHasNoRate() {
    Row row = row();
    row.add("slow", new Child.Round(20, 1, 2.5), 2);
    assertTrue(row.rates("slow").isEmpty());
    assertEquals("slow does not learn: loss 2.5000, at first 2.0000.", row.failures().get("slow"));
    row.add("fast", new Child.Round(20, 1, Double.NaN), 2);
    assertTrue(row.rates("fast").isEmpty());
  }

  @Test
  void aPageHasTheBestOtherAndFailures() {
    Row row = row();
    row.failed("broken", "broken ended.");
    Report report =
        new Report(
            "machine",
            "3 rounds",
            List.of("imbrex", "slow", "fast", "broken"),
            List.of(row),
            rates());
    String page = report.markdown("plot.svg");
    assertTrue(
        page.contains(
            "| lenet5, training, batch 64 | 12,800 (6,400 to 19,200) | 3,200 (1,600 to 4,800) |"
                + " 25,600 (12,800 to 38,400) | - | 0.50 | 32% |"),
        page);
    assertTrue(page.contains("- lenet5, training, batch 64: broken ended."), page);
    assertTrue(page.contains("](plot.svg)"), page);
  }

  @Test
  void aPlotHasABarForEachLibraryThatDidTheTask() {
    Row row = row();
    row.failed("broken", "broken ended.");
    String svg =
        new Report(
                "m", "3 rounds", List.of("imbrex", "slow", "fast", "broken"), List.of(row), rates())
            .plot();
    assertEquals(2, svg.split("<rect ", -1).length - 1);
    assertTrue(svg.contains(">4.00<") && svg.contains(">0.50<"), svg);
    assertFalse(svg.contains("broken"), svg);
  }

  private static Rates rates() {
    Rates r = new Rates();
    r.add(100);
    return r;
  }

  @Test
  void aKernelIsHeldToWhatMemoryLetsItDo() {
    KernelRow row = new KernelRow("copy-like", new Work(2e9, 4e9));
    row.limit(100, 20);
    row.limit(300, 40);
    for (int steps : new int[] {4, 2, 6}) {
      row.add("Java 25", new Child.Round(steps, 1, 0));
      row.add("without vectors", new Child.Round(1, 1, 0));
      row.add("lib", new Child.Round(2L * steps, 1, 0));
    }
    assertEquals(15, row.roofline()); // 30 GB/s, two bytes for each operation
    assertTrue(row.isBoundByMemory());
    assertEquals(8 / 15.0, row.share("Java 25").orElseThrow(), 1e-12);
    row.failed("other", "other does not do this.");
    String page =
        new KernelReport(
                "machine",
                "3 rounds",
                List.of("Java 25", "without vectors"),
                List.of("lib", "other"),
                List.of(row))
            .markdown();
    assertTrue(
        page.contains(
            "| copy-like | 15 (memory) | 8.0 (4.0 to 12.0) | 53% | 2.0 (2.0 to 2.0) | 25% | 16.0 (8.0 to 24.0) | - | 0.50 |"),
        page);
    assertTrue(page.contains("\n- other does not do this."), page);
    KernelRow fast = new KernelRow("product", new Work(4e9, 1));
    fast.limit(100, 20);
    assertEquals(100, fast.roofline());
    assertFalse(fast.isBoundByMemory());
  }
}
