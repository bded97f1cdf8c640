package dev.imbrex.opencl.lower;

import dev.imbrex.op.Pad;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor inside a larger one, by as few axes as possible: an axis without a border belongs to the
 * next outer one.
 *
 * @param extents of the larger tensor, innermost first; at least one axis
 * @param before places before the smaller tensor
 * @param inside extents of the smaller tensor
 */
record Border(int[] extents, int[] before, int[] inside) {

  static Border of(Pad op, Shape x, Shape y) {
    List<int[]> axes = new ArrayList<>();
    int[] open = null; // the axis that the next outer one may still join
    for (int i = y.rank() - 1; i >= 0; i--) {
      int[] axis = {y.dim(i), op.before().get(i), x.dim(i)};
      if (open != null) {
        for (int j = 0; j < 3; j++) {
          open[j] = axis[j] * open[2];
        }
        axis = open;
      } else {
        axes.add(axis);
      }
      open = axis[0] == axis[2] ? axis : null;
    }
    if (axes.isEmpty()) {
      axes.add(new int[] {1, 0, 1});
    }
    return new Border(column(axes, 0), column(axes, 1), column(axes, 2));
  }

  private static int[] column(List<int[]> axes, int i) {
    return axes.stream().mapToInt(a -> a[i]).toArray();
  }

  /** Returns the strides of the smaller tensor. */
  int[] strides() {
    int[] s = new int[inside.length];
    int n = 1;
    for (int i = 0; i < s.length; i++) {
      s[i] = n;
      n *= inside[i];
    }
    return s;
  }

  /** Returns whether axis 0 is made of whole vectors of this width. */
  boolean takesVectors(int width) {
    return extents[0] % width == 0 && before[0] % width == 0 && inside[0] % width == 0;
  }
}
