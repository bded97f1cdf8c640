package dev.imbrex.opencl.lower;

import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.MaxPool2dGrad;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Map;

/** Pooling and its gradients. */
final class Pooling {
  private Pooling() {}

  static Kernel max(Session s, MaxPool2d op, List<TensorType> in, List<TensorType> out) {
    Shape x = in.get(0).shape();
    Grid g = Grid.forward(s, op.window(), op.window().on(x.dim(1), x.dim(2), op.ceil()), x);
    return kernel(s, "pool_max", g, new int[0]);
  }

  static Kernel maxGradient(
      Session s, MaxPool2dGrad op, List<TensorType> in, List<TensorType> out) {
    Shape dx = out.get(0).shape();
    WindowGeometry w = op.window().on(op.inH(), op.inW(), op.ceil());
    return kernel(s, "pool_max_gradient", Grid.backward(s, op.window(), w, dx), new int[0]);
  }

  static Kernel average(Session s, AvgPool2d op, List<TensorType> in, List<TensorType> out) {
    Shape x = in.get(0).shape();
    WindowGeometry w = op.window().on(x.dim(1), x.dim(2), op.ceil());
    return kernel(
        s, "pool_average", Grid.forward(s, op.window(), w, x), counted(w, op.countPadding()));
  }

  static Kernel averageGradient(
      Session s, AvgPool2dGrad op, List<TensorType> in, List<TensorType> out) {
    Shape dx = out.get(0).shape();
    WindowGeometry w = op.window().on(op.inH(), op.inW(), op.ceil());
    return kernel(
        s,
        "pool_average_gradient",
        Grid.backward(s, op.window(), w, dx),
        counted(w, op.countPadding()));
  }

  /** Returns how far around the picture the divisor counts. */
  private static int[] counted(WindowGeometry w, boolean padding) {
    return padding
        ? new int[] {w.padTop(), w.padBottom(), w.padLeft(), w.padRight()}
        : new int[] {0, 0, 0, 0};
  }

  /**
   * The pictures on both sides as the kernels take them: (C / vector, written width, height, read
   * width, height), and what divides by those written and by the strides.
   */
  private record Grid(Built program, int[] window, int[] sizes, int[] divisors, long items) {
    static Grid forward(Session s, Window w, WindowGeometry g, Shape x) {
      int[] extents = {g.outW(), g.outH(), g.inW(), g.inH()};
      return of(s, w, g, x.dim(0), x.dim(3), extents);
    }

    static Grid backward(Session s, Window w, WindowGeometry g, Shape dx) {
      int[] extents = {g.inW(), g.inH(), g.outW(), g.outH()};
      return of(s, w, g, dx.dim(0), dx.dim(3), extents);
    }

    private static Grid of(
        Session s, Window w, WindowGeometry g, int batch, int channels, int[] e) {
      int vector = Families.vector(s, Families.family("pool"), channels);
      int c = channels / vector;
      long items = (long) batch * e[0] * e[1] * c;
      return new Grid(
          s.program(Families.grid(s, "pool", items, Map.of("VECTOR", vector))),
          new int[] {
            w.kernelH(), w.kernelW(), w.strideH(), w.strideW(),
            w.dilationH(), w.dilationW(), g.padTop(), g.padLeft()
          },
          new int[] {c, e[0], e[1], e[2], e[3]},
          new int[] {c, e[0], e[1], w.strideW(), w.strideH()},
          items);
    }
  }

  private static Kernel kernel(Session s, String name, Grid g, int[] counted) {
    return new LaunchKernel(
        name.replace('_', ' '),
        0,
        (in, out, scratch, launches) -> {
          Launch.Builder b = s.launch(g.program, name);
          for (Slice y : out) {
            b.slice(y);
          }
          for (Slice x : in) {
            b.slice(x);
          }
          b.i32x8(g.window).i32x8(g.sizes);
          b.i32x8(Divisor.multipliers(g.divisors)).i32x8(Divisor.shifts(g.divisors));
          b.i32((int) g.items);
          if (counted.length > 0) {
            b.i32x8(counted);
          }
          launches.add(Families.over(b, g.program, g.items));
        });
  }
}
