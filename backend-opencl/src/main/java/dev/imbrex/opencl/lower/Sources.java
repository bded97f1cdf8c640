package dev.imbrex.opencl.lower;

import dev.imbrex.op.Constant;
import dev.imbrex.op.Iota;
import dev.imbrex.op.RandomBits;
import dev.imbrex.op.composite.Dropout;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** Tensors that come from nothing or from a random state, and dropout. */
final class Sources {
  private Sources() {}

  /** Returns the bits of a constant's elements. */
  static int word(Constant c) {
    return c.type().dtype() == DType.F32
        ? Float.floatToRawIntBits((float) c.value())
        : (int) (long) c.value();
  }

  static Kernel constant(Session s, Constant op, List<TensorType> in, List<TensorType> out) {
    long n = op.type().shape().size();
    Built program = s.program(Families.grid(s, "fill", n));
    return new LaunchKernel(
        "constant",
        0,
        (x, y, scratch, launches) -> {
          Launch.Builder b = s.launch(program, "fill_words").slice(y.get(0));
          launches.add(Families.over(b.i32(word(op)).i32((int) n), program, n));
        });
  }

  static Kernel iota(Session s, Iota op, List<TensorType> in, List<TensorType> out) {
    Shape shape = op.type().shape();
    long n = shape.size();
    Divisor inner = new Divisor((int) shape.size(op.axis() + 1, shape.rank()));
    Divisor extent = new Divisor(shape.dim(op.axis()));
    Built program = s.program(Families.grid(s, "fill", n));
    return new LaunchKernel(
        "indices",
        0,
        (x, y, scratch, launches) -> {
          Launch.Builder b = s.launch(program, "fill_indices").slice(y.get(0));
          b.i32(inner.multiplier()).i32(inner.shift());
          b.i32(extent.value()).i32(extent.multiplier()).i32(extent.shift());
          b.i32(op.type().dtype() == DType.F32 ? 1 : 0).i32((int) n);
          launches.add(Families.over(b, program, n));
        });
  }

  static Kernel randomBits(Session s, RandomBits op, List<TensorType> in, List<TensorType> out) {
    long n = op.shape().size();
    long blocks = (n + 3) / 4;
    Built program = s.program(Families.grid(s, "random", blocks));
    return new LaunchKernel(
        "random bits",
        0,
        (x, y, scratch, launches) -> {
          Launch.Builder b = s.launch(program, "random_bits").slice(y.get(0)).slice(x.get(0));
          launches.add(Families.over(b.i32(op.stream()).i32((int) n), program, blocks));
        });
  }

  static Kernel dropout(Session s, Dropout op, List<TensorType> in, List<TensorType> out) {
    long n = out.get(0).shape().size();
    long blocks = (n + 3) / 4;
    Built program = s.program(Families.grid(s, "random", blocks));
    return new LaunchKernel(
        "dropout",
        0,
        (x, y, scratch, launches) -> {
          Launch.Builder b = s.launch(program, "random_dropout").slice(y.get(0));
          b.slice(x.get(0)).slice(x.get(1)).i32(op.stream()).i32((int) op.threshold());
          b.f32((float) (1 / (1 - op.rate()))).i32((int) n);
          launches.add(Families.over(b, program, blocks));
        });
  }
}
