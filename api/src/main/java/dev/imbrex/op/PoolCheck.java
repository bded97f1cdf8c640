package dev.imbrex.op;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** The rules that all pooling ops share. */
final class PoolCheck {
  private PoolCheck() {}

  /** Refuses explicit padding as large as the window: such a window would lie outside the picture. */
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
    return in.get(0).withShape(Shape.of(dy.dim(0), inH, inW, dy.dim(3)));
  }
}
