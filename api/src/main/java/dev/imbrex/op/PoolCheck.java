package dev.imbrex.op;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** The rules that all pooling ops share. */
final class PoolCheck {
  private PoolCheck() {}

  /**
   * Refuses explicit padding as large as the window: such a window would lie outside the picture.
   */
  static void window(String op, Window w) {
    if (w.padding() instanceof Padding.Explicit) {
      Padding.Explicit p = (Padding.Explicit) w.padding();
      Check.attribute(
          Math.max(p.top(), p.bottom()) < w.spanH() && Math.max(p.left(), p.right()) < w.spanW(),
          op,
          "padding must be smaller than the window, but is " + p + " for " + w);
    }
  }

  /** Returns the type of the pooled pictures, from that of the pictures. */
  static TensorType pooled(Op op, List<TensorType> in, Window window, boolean ceil) {
    Check.arity(op, in, 1);
    Check.rank(op, in, 0, 4, "[N, H, W, C]");
    Check.sameFloat(op, in);
    Shape x = in.get(0).shape();
    WindowGeometry g = window.on(x.dim(1), x.dim(2), ceil);
    checkEveryWindowHasPixels(op, in, window, g);
    return in.get(0).withShape(Shape.of(x.dim(0), g.outH(), g.outW(), x.dim(3)));
  }

  /** Returns the type of dx, from that of dy. */
  static TensorType unpooled(
      Op op, List<TensorType> in, Window window, boolean ceil, int inH, int inW) {
    Check.rank(op, in, 0, 4, "[N, OH, OW, C]");
    Shape dy = in.get(0).shape();
    WindowGeometry g = window.on(inH, inW, ceil);
    if (dy.dim(1) != g.outH() || dy.dim(2) != g.outW()) {
      throw Check.fail(op, in, "expects dy to be [N, " + g.outH() + ", " + g.outW() + ", C]");
    }
    checkEveryWindowHasPixels(op, in, window, g);
    return in.get(0).withShape(Shape.of(dy.dim(0), inH, inW, dy.dim(3)));
  }

  /** Refuses windows that see padding only, as dilation makes possible: they have no maximum. */
  private static void checkEveryWindowHasPixels(
      Op op, List<TensorType> in, Window w, WindowGeometry g) {
    Check.that(
        seesPixels(g.inH(), g.outH(), g.padTop(), w.kernelH(), w.strideH(), w.dilationH())
            && seesPixels(g.inW(), g.outW(), g.padLeft(), w.kernelW(), w.strideW(), w.dilationW()),
        op,
        in,
        "expects every window to hold a pixel of the picture; use less dilation or padding");
  }

  /** Returns whether the windows that start before the picture reach into it along one axis. */
  private static boolean seesPixels(
      int in, int out, int before, int kernel, int stride, int dilation) {
    for (int o = 0, start = -before; o < out && start < 0; o++, start += stride) {
      int firstInside = (dilation - 1 - start) / dilation;
      if (firstInside >= kernel || start + firstInside * dilation >= in) {
        return false;
      }
    }
    return true;
  }
}
