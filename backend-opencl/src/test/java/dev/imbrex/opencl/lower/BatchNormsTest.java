package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks of rows are merged until one is left. */
class BatchNormsTest {

  @Test
  void aSmallBatchIsOneBlock() {
    BatchNorms.Blocks b = BatchNorms.Blocks.of(64, 16);
    assertEquals(List.of(1), b.counts());
    assertEquals(0, b.kept());
  }

  @Test
  void aLargeBatchIsMergedInLevels() {
    BatchNorms.Blocks b = BatchNorms.Blocks.of(100_000, 8);
    assertEquals(64, b.height());
    assertEquals(List.of(1563, 49, 2, 1), b.counts());
    assertEquals(64 * 32 * 32, b.weight(2));
    assertEquals(1563 + 49 + 2, b.kept());
  }

  @Test
  void aBlockHasWholeBatchesOfEightRows() {
    assertEquals(192, BatchNorms.Blocks.of(200_000, 64).height());
    assertEquals(256, BatchNorms.Blocks.of(2_000_000, 512).height());
  }
}
