package dev.imbrex.opencl.lower;

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

/** Maximum pooling where every pixel belongs to one window, and its gradient. */
final class DisjointPooling {
  private static final int LARGEST = 4;

  private DisjointPooling() {}

  static boolean fits(MaxPool2d op, List<TensorType> in) {
    Shape x = in.get(0).shape();
    return fits(op.window(), op.window().on(x.dim(1), x.dim(2), op.ceil()));
  }

  static boolean fits(MaxPool2dGrad op, List<TensorType> in) {
    return fits(op.window(), op.window().on(op.inH(), op.inW(), op.ceil()));
  }

  private static boolean fits(Window w, WindowGeometry g) {
    return w.kernelH() == w.strideH()
        && w.kernelW() == w.strideW()
        && w.dilationH() == 1
        && w.dilationW() == 1
        && w.kernelH() <= LARGEST
        && w.kernelW() <= LARGEST
        && g.padTop() == 0
        && g.padLeft() == 0
        && g.outH() * w.kernelH() == g.inH()
        && g.outW() * w.kernelW() == g.inW();
  }

  static Kernel max(Session s, MaxPool2d op, List<TensorType> in, List<TensorType> out) {
    return kernel(s, "pool_disjoint_max", op.window(), out.get(0).shape());
  }

  static Kernel maxGradient(
      Session s, MaxPool2dGrad op, List<TensorType> in, List<TensorType> out) {
    return kernel(s, "pool_disjoint_max_gradient", op.window(), in.get(0).shape());
  }

  private static Kernel kernel(Session s, String name, Window w, Shape pooled) {
    int channels = pooled.dim(3);
    int vector = Families.vector(s, Families.family("pool_disjoint"), channels);
    long n = pooled.size() / vector;
    Built program =
        s.program(
            Families.grid(
                s,
                "pool_disjoint",
                n,
                Map.of("WINDOW_H", w.kernelH(), "WINDOW_W", w.kernelW(), "VECTOR", vector)));
    int[] sizes = {channels / vector, channels / vector * pooled.dim(2)};
    return new LaunchKernel(
        name.replace('_', ' '),
        0,
        (in, out, scratch, launches) -> {
          Launch.Builder b = s.launch(program, name);
          for (Slice y : out) {
            b.slice(y);
          }
          for (Slice x : in) {
            b.slice(x);
          }
          b.i32x8(sizes).i32x8(Divisor.multipliers(sizes)).i32x8(Divisor.shifts(sizes));
          b.i32((int) n);
          launches.add(Families.over(b, program, n));
        });
  }
}
