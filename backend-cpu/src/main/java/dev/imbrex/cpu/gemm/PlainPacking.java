package dev.imbrex.cpu.gemm;

import java.util.Arrays;

/** Packs without the vector module. */
final class PlainPacking implements Packing {
  @Override
  public void rows(
      float[] b, int bAt, int kStride, int count, int valid, float[] packed, int to, int width) {
    for (int k = 0; k < count; k++) {
      int row = to + k * width;
      System.arraycopy(b, bAt + k * kStride, packed, row, valid);
      Arrays.fill(packed, row + valid, row + width, 0);
    }
  }

  @Override
  public void columns(
      float[] b, int bAt, int jStride, int count, int valid, float[] packed, int to, int width) {
    for (int k = 0; k < count; k++) {
      int row = to + k * width;
      for (int j = 0; j < valid; j++) {
        packed[row + j] = b[bAt + k + j * jStride];
      }
      Arrays.fill(packed, row + valid, row + width, 0);
    }
  }
}
