package dev.imbrex.reference;

import dev.imbrex.tensor.Shape;
import java.util.stream.IntStream;

/** Offsets of the elements of a box, in row-major order of the box. */
final class Strided {
  private Strided() {}

  /** Returns sum over i of index[i] strides[i] for every index of a box with these extents. */
  static int[] offsets(int[] extents, int[] strides) {
    int size = 1;
    for (int extent : extents) {
      size *= extent;
    }
    int[] out = new int[size];
    int[] index = new int[extents.length];
    for (int n = 0; n < size; n++) {
      for (int i = 0; i < extents.length; i++) {
        out[n] += index[i] * strides[i];
      }
      for (int i = extents.length - 1; i >= 0 && ++index[i] == extents[i]; i--) {
        index[i] = 0;
      }
    }
    return out;
  }

  /** Returns how far apart neighbours along each axis lie. */
  static int[] strides(Shape shape) {
    shape.intSize();
    long[] strides = shape.strides();
    return IntStream.range(0, strides.length).map(i -> (int) strides[i]).toArray();
  }

  /** Returns those of the values that belong to the axes. */
  static int[] pick(int[] values, int[] axes) {
    return IntStream.of(axes).map(a -> values[a]).toArray();
  }
}
