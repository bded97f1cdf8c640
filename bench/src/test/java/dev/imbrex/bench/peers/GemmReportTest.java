package dev.imbrex.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.DeviceKind;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Products that are compared are the same and right, and a page says how fast they were. */
class GemmReportTest {
  private static final GemmShape SHAPE = new GemmShape(6400, 16, 25);

  private static GemmRow row() {
    GemmRow row = new GemmRow(SHAPE);
    for (double rate : new double[] {150, 50, 100}) {
      row.add(GemmRow.OURS, rate);
      row.add(GemmRow.CLBLAST, rate / 8);
      row.add(GemmRow.PEAK, 400);
    }
    return row;
  }

  private static String page(GemmRow row) {
    DeviceInfo device =
        new DeviceInfo(
            "opencl:3", "Card (TM) 9", "maker", DeviceKind.GPU, 1, 1, 4, "driver 7", Map.of());
    return new GemmReport("2026-11-30", device, 3, 2, List.of(row)).markdown();
  }

  @Test
  void aPageHasMediansRatiosAndShares() {
    String page = page(row());
    assertTrue(page.contains("\n2026-11-30: Card (TM) 9 (driver 7); Java "), page);
    assertTrue(page.contains("; 3 rounds of 2 s in turns"), page);
    assertTrue(
        page.contains(
            "| 6400 x 16 x 25 | 100 (50 to 150) | 12.5 (6.3 to 18.8) | 8.00 | 400 (400 to 400) | 25% |"),
        page);
  }

  @Test
  void whatFailedHasNoRateButAReason() {
    GemmRow row = row();
    row.failed(GemmRow.CLBLAST, "CLBlast failed: CLBlastSgemm gave -5.");
    String page = page(row);
    assertTrue(page.contains("| 100 (50 to 150) | - | - | 400 (400 to 400) | 25% |"), page);
    assertTrue(page.endsWith("\n- 6400x16x25: CLBlast failed: CLBlastSgemm gave -5.\n"), page);
  }

  @Test
  void aStepIsEnoughToBeWaitedFor() {
    assertEquals(2L * 6400 * 16 * 25, SHAPE.operations());
    assertEquals(196, SHAPE.products());
    assertEquals(1, new GemmShape(1024, 1024, 1024).products());
  }

  @Test
  void aShapeIsReadAndWritten() {
    assertEquals(SHAPE, GemmShape.of("6400x16x25"));
    assertEquals("6400x16x25", SHAPE.toString());
    for (String bad : List.of("6400x16", "6400x16x25x1", "axbxc", "0x1x1")) {
      assertEquals(
          "A shape is m, n and k with x between them, such as 6400x16x25, not " + bad + ".",
          assertThrows(IllegalArgumentException.class, () -> GemmShape.of(bad)).getMessage());
    }
  }

  @Test
  void anotherProductIsNotCompared() {
    GemmRow row = new GemmRow(SHAPE);
    row.check(GemmRow.OURS, 5_120_000L * 196, 0);
    row.check(GemmRow.PEAK, 12, 0);
    assertEquals(
        "clblast does 12 operations in a step instead of 1003520000.",
        assertThrows(Child.FailedException.class, () -> row.check(GemmRow.CLBLAST, 12, 0)).why());
  }

  @Test
  void aWrongProductIsNotCompared() {
    GemmRow row = new GemmRow(SHAPE);
    long size = 5_120_000L * 196;
    row.check(GemmRow.OURS, size, 9e-6);
    for (double error : new double[] {2e-5, Double.NaN}) {
      assertTrue(
          assertThrows(Child.FailedException.class, () -> row.check(GemmRow.OURS, size, error))
              .why()
              .startsWith("imbrex is wrong: an element is off by "));
    }
  }

  @Test
  void aWrongElementIsFound() {
    GemmShape s = new GemmShape(3, 2, 2);
    float[] a = {1, 2, 3, 4, 5, 6};
    float[] b = {1, 2, 3, 4};
    float[] c = {7, 10, 15, 22, 23, 34};
    assertEquals(0, GemmPeer.worst(s, a, b, c, new Random(1)));
    for (int i = 0; i < c.length; i++) {
      float[] wrong = c.clone();
      wrong[i] *= 1.5f;
      assertEquals(0.5, GemmPeer.worst(s, a, b, wrong, new Random(1)), 1e-9);
      wrong[i] = Float.NaN;
      assertTrue(Double.isNaN(GemmPeer.worst(s, a, b, wrong, new Random(1))));
    }
  }

  @Test
  void aFileIsNamedAfterTheDevice() {
    assertEquals(
        "pthread-intel-xeon-6", GemmComparison.fileName("pthread-Intel(R) Xeon(TM) @6 (x)"));
  }
}
