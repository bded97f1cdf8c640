package dev.imbrex.opencl.lower;

import dev.imbrex.op.Op;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Map;

/** Softmax, its logarithm, and the cross-entropies with their gradients: row by row. */
final class Losses {
  /** Up to so many columns, a small group is enough for a row. */
  private static final int NARROW = 64;

  private static final int SMALL_GROUP = 32;

  private Losses() {}

  static Kernel softmax(Session s, Op op, List<TensorType> in, List<TensorType> out) {
    return rows(s, "softmax", in);
  }

  static Kernel logSoftmax(Session s, Op op, List<TensorType> in, List<TensorType> out) {
    return rows(s, "softmax_log", in);
  }

  static Kernel sparse(Session s, Op op, List<TensorType> in, List<TensorType> out) {
    return rows(s, "softmax_sparse_loss", in);
  }

  static Kernel sparseGradient(Session s, Op op, List<TensorType> in, List<TensorType> out) {
    return rows(s, "softmax_sparse_gradient", in);
  }

  static Kernel dense(Session s, Op op, List<TensorType> in, List<TensorType> out) {
    return rows(s, "softmax_loss", in);
  }

  static Kernel denseGradient(Session s, Op op, List<TensorType> in, List<TensorType> out) {
    return rows(s, "softmax_gradient", in);
  }

  private static Kernel rows(Session s, String name, List<TensorType> in) {
    int n = in.get(0).shape().dim(-1);
    int rows = in.get(0).shape().intSize() / n;
    int vector = Families.vector(s, Families.family("softmax"), v -> v <= n);
    int most = n <= NARROW ? SMALL_GROUP : Integer.MAX_VALUE;
    Built program = s.program(Families.cooperating(s, "softmax", most, Map.of("VECTOR", vector)));
    return new LaunchKernel(
        name.replace('_', ' '),
        0,
        (x, y, scratch, launches) -> {
          Launch.Builder b = s.launch(program, name).slice(y.get(0));
          for (Slice each : x) {
            b.slice(each);
          }
          launches.add(Families.lines(s, b.i32(rows).i32(n), program, rows));
        });
  }
}
