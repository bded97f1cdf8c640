package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Traits;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Products of few rows are exact for integers, however they are cut and wherever they lie. */
class GemvTest {
  /** Less than vectors, the same, more, not a multiple. */
  private static final int[] EXTENTS = {1, 2, 3, 7, 8, 9, 15, 16, 17, 33, 67, 130};

  @RegisterExtension final OnDevice device = new OnDevice();

  private GemvBackend backend() {
    return device.closed(new GemvBackend(device.session(ProgramFolder.ofProcess(device.device()))));
  }

  private static int any(Random random, int... of) {
    return of[random.nextInt(of.length)];
  }

  @Test
  void runsOfAnyShapeAreExact() {
    GemvBackend backend = backend();
    Random random = new Random(1);
    for (int seed = 0; seed < 60; seed++) {
      GemvTile tile =
          new GemvTile(any(random, 1, 16), any(random, 1, 3, 8), 1, any(random, 1, 1, 2, 5, 40));
      int m = 1 + random.nextInt(17);
      int n = Math.max(2, any(random, EXTENTS));
      backend.requireExact(random, tile, seed % 3 == 0, false, m, n, any(random, EXTENTS));
    }
  }

  @Test
  void columnsOfAnyShapeAreExact() {
    GemvBackend backend = backend();
    Random random = new Random(2);
    for (int seed = 0; seed < 60; seed++) {
      // Each number of rows that is held is a build.
      int m = any(random, 1, 3, 11);
      GemvTile tile = m == 3 ? new GemvTile(4, 2, 2, 1) : new GemvTile(1, 1, 8, 1);
      tile = tile.inParts(any(random, 1, 1, 2, 5, 40));
      int n = Math.max(tile.width(), Math.max(2, any(random, EXTENTS)));
      backend.requireExact(random, tile, seed % 3 == 0, false, m, n, any(random, EXTENTS));
    }
  }

  @Test
  void dotProductsOfAnyShapeAreExact() {
    GemvBackend backend = backend();
    Random random = new Random(3);
    for (int seed = 0; seed < 60; seed++) {
      int m = any(random, 1, 3, 11);
      GemvTile tile = m == 3 ? new GemvTile(4, 2, 4, 1) : new GemvTile(16, 2, 1, 1);
      tile = tile.inParts(any(random, 1, 1, 2, 5, 40));
      backend.requireExact(
          random, tile, false, true, m, any(random, EXTENTS), any(random, EXTENTS));
    }
    // A column is contiguous along k, and a row that is said to be a column is a row.
    backend.requireExact(random, new GemvTile(4, 2, 4, 1), false, false, 3, 1, 67);
    backend.requireExact(random, new GemvTile(16, 2, 1, 1), true, true, 1, 9, 33);
  }

  @Test
  void whatIsUsualIsExact() {
    GemvBackend backend = backend();
    Random random = new Random(4);
    for (boolean tb : new boolean[] {false, true}) {
      for (int[] s : new int[][] {{1, 1200, 300}, {8, 130, 2000}}) {
        GemvTile usual = GemvTile.of(plain(tb, s[0], s[1], s[2]), device.device());
        backend.requireExact(random, usual, false, tb, s[0], s[1], s[2]);
      }
    }
  }

  private static Product plain(boolean tb, int m, int n, int k) {
    MatMul op = new MatMul(false, tb);
    return Products.of(op, operands(tb, m, n, k)).orElseThrow();
  }

  private static List<TensorType> operands(boolean tb, int m, int n, int k) {
    return List.of(TensorType.f32(m, k), tb ? TensorType.f32(n, k) : TensorType.f32(k, n));
  }

  /** Returns the device as one of another class. */
  private ClDevice as(DeviceKind kind, int units, int width, Traits traits) {
    ClDevice d = device.device();
    return new ClDevice(
        d.id(),
        d.platform(),
        d.handle(),
        d.platformName(),
        d.name(),
        d.vendor(),
        kind,
        d.version(),
        d.driverVersion(),
        units,
        width,
        256,
        48 << 10,
        true,
        d.globalBytes(),
        d.largestBuffer(),
        d.alignmentBytes(),
        true,
        traits);
  }

  private ClDevice gpu(int units) {
    return as(DeviceKind.GPU, units, 1, new Traits("a GPU", true, 128, 128));
  }

  private ClDevice cpu(int units) {
    return as(DeviceKind.CPU, units, 16, new Traits("CPU", false, 64, 1));
  }

  @Test
  void theCutDependsOnTheShapeAndTheClassOfDevice() {
    Product vgg = plain(false, 1, 4096, 25088);
    assertEquals("gemv-16x64x1-s32", GemvTile.of(vgg, cpu(2)).text());
    assertEquals("gemv-16x64x1-s32", GemvTile.of(vgg, cpu(96)).text());
    assertEquals("gemv-1x1x128-s32", GemvTile.of(vgg, gpu(8)).text());
    assertEquals("gemv-1x1x128-s32", GemvTile.of(vgg, gpu(132)).text());
    assertEquals("gemv-16x64x1-s1", GemvTile.of(plain(false, 1, 120, 400), cpu(2)).text());
    assertEquals("gemv-16x4x1-s1", GemvTile.of(plain(true, 1, 4096, 4096), cpu(2)).text());
    assertEquals("gemv-1x2x128-s1", GemvTile.of(plain(true, 1, 4096, 4096), gpu(8)).text());
    // Vectors of columns are not longer than rows, nor groups larger than what they find to do.
    assertEquals("gemv-8x128x1-s1", GemvTile.of(plain(false, 1, 10, 84), cpu(2)).text());
    assertEquals("gemv-1x1x16-s5", GemvTile.of(plain(false, 1, 10, 84), gpu(8)).text());
    assertEquals("gemv-16x4x1-s1", GemvTile.of(plain(true, 1, 10, 7), cpu(2)).text());
    assertEquals("gemv-1x2x8-s1", GemvTile.of(plain(true, 1, 10, 7), gpu(8)).text());
  }

  private static String first(KernelTable t, Op op, boolean tb, int m, int n, int k) {
    return t.implementations(op, operands(tb, m, n, k)).get(0);
  }

  @Test
  void fewRowsComeFirstAndMoreAreTiles() {
    KernelTable cpu =
        ClKernels.table(device.closed(Session.open(device.driver(), cpu(2), ProgramFolder.none())));
    KernelTable gpu =
        ClKernels.table(
            device.closed(Session.open(device.driver(), gpu(40), ProgramFolder.none())));
    MatMul rows = new MatMul(false, false);
    MatMul dots = new MatMul(false, true);
    assertEquals("gemv", first(cpu, rows, false, 16, 120, 400));
    assertEquals("registers", first(cpu, rows, false, 17, 120, 400));
    assertEquals("gemv", first(cpu, rows, false, 32, 4096, 4096));
    assertEquals("registers", first(cpu, rows, false, 33, 4096, 4096));
    assertEquals("gemv", first(cpu, dots, true, 16, 400, 120));
    assertEquals("registers", first(cpu, dots, true, 17, 4096, 4096));
    assertEquals("gemv", first(gpu, rows, false, 8, 120, 400));
    assertEquals("local", first(gpu, rows, false, 9, 120, 400));
    List<TensorType> nine = operands(false, 9, 120, 400);
    assertTrue(gpu.implementations(rows, nine).contains("gemv"));
    List<TensorType> turned = List.of(TensorType.f32(400, 3), TensorType.f32(120, 400));
    assertFalse(cpu.implementations(new MatMul(true, true), turned).contains("gemv"));
  }

  @Test
  void theTunerTriesOtherPartsAndAllTiles() {
    ClDevice d = cpu(2);
    KernelTable table =
        ClKernels.table(device.closed(Session.open(device.driver(), d, ProgramFolder.none())));
    Op op = new MatMulBiasActivation(false, false, Activation.of(ActivationFn.RELU), false);
    List<TensorType> in =
        List.of(TensorType.f32(1, 25088), TensorType.f32(25088, 4096), TensorType.f32(4096));
    List<String> few = new ProductWays(table, d, false).of(op, in);
    assertEquals(
        List.of("gemv-16x64x1-s32", "gemv-16x64x1-s16", "gemv-16x64x1-s64"), few.subList(0, 3));
    assertTrue(few.stream().anyMatch(w -> w.startsWith("registers-")), few::toString);
    assertFalse(few.contains("gemv"), few::toString);
    List<String> all = new ProductWays(table, d, true).of(op, in);
    assertTrue(all.containsAll(few) && all.contains("gemv-16x16x1-s32"), all::toString);
    assertTrue(all.stream().allMatch(w -> table.offers(op, in, w)), all::toString);
    assertTrue(ProductWays.isPrecise("gemv-16x64x1-s32"));
    for (String way :
        List.of("gemv-16x64x1-s0", "gemv-16x0x1-s1", "gemv-3x64x1-s1", "gemv-16x64x512-s1")) {
      assertFalse(table.offers(op, in, way), way);
    }
    assertFalse(table.offers(op, in, "gemv-16x8x2-s1-s1"));
    assertTrue(table.offers(op, in, "gemv-1x2x64-s7"));
    // Columns in vectors of 16, of which there are but 10.
    List<TensorType> narrow =
        List.of(TensorType.f32(1, 84), TensorType.f32(84, 10), TensorType.f32(10));
    assertFalse(table.offers(op, narrow, "gemv-16x1x8-s1"));
    assertTrue(table.offers(op, narrow, "gemv-8x1x8-s1"));
  }
}
