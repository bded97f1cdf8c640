package dev.imbrex.cpu.kernel;

import dev.imbrex.tensor.Shape;

/** Tables of where elements lie, for kernels that walk over axes in any order. */
final class Offsets {
  private Offsets() {}

  /**
   * Returns the offset of every index over some axes of a row-major tensor, the last axis fastest.
   */
  static int[] of(Shape s, int... axes) {
    long[] strides = s.strides();
    int[] extents = new int[axes.length];
    int[] step = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      extents[i] = s.dim(axes[i]);
      step[i] = (int) strides[axes[i]];
    }
    return of(extents, step, 0);
  }

  /**
   * Returns base + sum of index times step, for every index below the extents, the last fastest.
   */
  static int[] of(int[] extents, int[] step, int base) {
    int n = 1;
    for (int e : extents) {
      n = Math.multiplyExact(n, e);
    }
    int[] out = new int[n];
    int[] index = new int[extents.length];
    int at = base;
    for (int i = 0; i < n; i++) {
      out[i] = at;
      for (int axis = extents.length - 1; axis >= 0; axis--) {
        at += step[axis];
        if (++index[axis] < extents[axis]) {
          break;
        }
        at -= extents[axis] * step[axis];
        index[axis] = 0;
      }
    }
    return out;
  }
}
