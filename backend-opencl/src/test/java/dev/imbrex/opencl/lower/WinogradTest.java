package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.Padding;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.run.ProgramFolder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Winograd's transforms only add and halve, so that convolutions of integers stay exact. */
class WinogradTest {
  @RegisterExtension final OnDevice device = new OnDevice();

  private WinogradBackend backend(long floats) {
    return device.closed(
        new WinogradBackend(device.session(ProgramFolder.ofProcess(device.device())), floats));
  }

  @Test
  void picturesOfAnySizeAndPaddingAreExact() {
    WinogradBackend whole = backend(1 << 20);
    Random random = new Random(1);
    for (int seed = 0; seed < 24; seed++) {
      Padding[] paddings = {
        Padding.VALID,
        Padding.SAME,
        Padding.of(random.nextInt(5), random.nextInt(5), random.nextInt(5), random.nextInt(5))
      };
      int h = 3 + random.nextInt(7);
      int w = 3 + random.nextInt(7);
      whole.requireExact(random, paddings[seed % 3], 1 + random.nextInt(3), h, w, 32, 16);
    }
  }

  @Test
  void anyNumberOfChannelsIsExact() {
    WinogradBackend whole = backend(1 << 20);
    Random random = new Random(2);
    int[][] channels = {{5, 17}, {17, 5}, {1, 1}, {33, 36}, {48, 31}, {128, 130}};
    for (int[] c : channels) {
      whole.requireExact(random, Padding.SAME, 2, 5, 6, c[0], c[1]);
    }
  }

  @Test
  void chunksAreExactAndFiltersGradientsAddUpTheirParts() {
    WinogradBackend tiny = backend(1);
    Random random = new Random(3);
    List<String> how = tiny.requireExact(random, Padding.SAME, 3, 7, 9, 32, 32);
    assertTrue(how.get(0).contains("60 tiles in chunks of 8"), how.get(0));
    assertTrue(how.get(4).contains("60 tiles in 8 parts"), how.get(4));
    tiny.requireExact(random, Padding.of(1, 0, 2, 3), 3, 8, 5, 5, 17);
  }

  @Test
  void onePassThroughTheCacheIsExact() {
    WinogradBackend onePass =
        device.closed(
            new WinogradBackend(device.session(ProgramFolder.ofProcess(device.device()))));
    Random random = new Random(5);
    for (int seed = 0; seed < 12; seed++) {
      Padding[] paddings = {
        Padding.VALID,
        Padding.SAME,
        Padding.of(random.nextInt(5), random.nextInt(5), random.nextInt(5), random.nextInt(5))
      };
      int h = 3 + random.nextInt(7);
      int w = 3 + random.nextInt(7);
      onePass.requireExact(random, paddings[seed % 3], 1 + random.nextInt(3), h, w, 32, 16);
    }
    for (int[] c : new int[][] {{5, 17}, {33, 36}, {48, 31}, {1, 66}, {130, 65}}) {
      onePass.requireExact(random, Padding.SAME, 2, 5, 6, c[0], c[1]);
    }
    // More tiles than a chunk has, in several chunks of several work-items and parts.
    for (int outChannels : new int[] {66, 128}) {
      List<String> how = onePass.requireExact(random, Padding.SAME, 5, 33, 31, 70, outChannels);
      assertTrue(how.get(0).contains("1360 tiles in chunks of "), how.get(0));
      String parts = "(?s).*1360 tiles in [2-9] parts, chunks of [0-9]{2,3}:.*";
      assertTrue(how.get(4).matches(parts), how.get(4));
    }
  }

  @Test
  void tilesInLocalMemoryAreExact() {
    System.setProperty("imbrex.opencl.tiles", "local");
    try {
      for (long floats : new long[] {1, 1 << 20}) {
        WinogradBackend local = backend(floats);
        Random random = new Random(4);
        List<String> how = local.requireExact(random, Padding.SAME, 2, 9, 7, 33, 36);
        assertTrue(how.get(0).contains("gemm_local"), how.get(0));
        local.requireExact(random, Padding.VALID, 2, 6, 8, 5, 17);
      }
    } finally {
      System.clearProperty("imbrex.opencl.tiles");
    }
  }

  @Test
  void chunksShareAllTilesEquallyInWholeTilesOfProducts() {
    WinogradTiles t = new WinogradTiles(2, 15, 13, 15, 13, 1, 1);
    assertEquals(2 * 8 * 7, t.count());
    assertEquals(112, t.chunk(1 << 20, 100, 8));
    assertEquals(40, t.chunk(50 * 100, 100, 8));
    assertEquals(8, t.chunk(1, 100, 8));
    assertEquals(112, t.chunk(1, 100, 128));
  }

  @Test
  void rowsOfAPowerOfTwoAreMovedApart() {
    assertEquals(528, WinogradTiles.stride(512));
    assertEquals(96, WinogradTiles.stride(96));
  }
}
