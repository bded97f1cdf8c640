package dev.imbrex.opencl.lower;

import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A box of elements that two tensors have in common, each with strides of its own, by as few axes
 * as possible: axes of one element are left out, and neighbours that both tensors step through as
 * if they were one become one.
 *
 * @param extents innermost first; at least one axis
 * @param to strides in the tensor that is written
 * @param from strides in the tensor that is read, 0 where elements repeat
 */
record Box(int[] extents, int[] to, int[] from) {

  /** Returns the box of these extents and strides, which are given outermost first. */
  static Box of(int[] extents, long[] to, long[] from) {
    List<int[]> axes = new ArrayList<>();
    for (int i = extents.length - 1; i >= 0; i--) {
      int[] inner = axes.isEmpty() ? null : axes.get(axes.size() - 1);
      if (extents[i] == 1) {
        continue;
      }
      if (inner != null
          && to[i] == (long) inner[1] * inner[0]
          && from[i] == (long) inner[2] * inner[0]) {
        inner[0] *= extents[i];
      } else {
        axes.add(new int[] {extents[i], (int) to[i], (int) from[i]});
      }
    }
    if (axes.isEmpty()) {
      axes.add(new int[] {1, 1, 1});
    }
    return new Box(column(axes, 0), column(axes, 1), column(axes, 2));
  }

  /** Returns the box that is all of what is written, in row-major order. */
  static Box whole(Shape written, long[] from) {
    return of(written.toArray(), written.strides(), from);
  }

  private static int[] column(List<int[]> axes, int i) {
    return axes.stream().mapToInt(a -> a[i]).toArray();
  }

  int rank() {
    return extents.length;
  }

  long size() {
    long n = 1;
    for (int e : extents) {
      n *= e;
    }
    return n;
  }

  /** Returns how many neighbours move together: a run along axis 0, or 1. */
  int run() {
    return to[0] == 1 && from[0] == 1 ? extents[0] : 1;
  }

  /** Returns the box whose elements are vectors of a width that divides the run. */
  Box inVectors(int width) {
    if (width == 1) {
      return this;
    }
    int[] e = extents.clone();
    int[] t = to.clone();
    int[] f = from.clone();
    e[0] /= width;
    t[0] = width;
    f[0] = width;
    return new Box(e, t, f);
  }
}
