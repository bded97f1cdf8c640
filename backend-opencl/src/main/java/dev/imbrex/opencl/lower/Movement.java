package dev.imbrex.opencl.lower;

import dev.imbrex.op.Broadcast;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Constant;
import dev.imbrex.op.Crop;
import dev.imbrex.op.Pad;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Transpose;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Ops that move words of any type: each is a {@link Box} or a {@link Border}. */
final class Movement {
  private Movement() {}

  static Kernel reshape(Session s, Reshape op, List<TensorType> in, List<TensorType> out) {
    Shape flat = Shape.of(in.get(0).shape().intSize());
    return box(s, "copy", Box.whole(flat, new long[] {1}), 0);
  }

  static Kernel transpose(Session s, Transpose op, List<TensorType> in, List<TensorType> out) {
    long[] x = in.get(0).shape().strides();
    long[] from = op.permutation().stream().mapToLong(i -> x[i]).toArray();
    return box(s, "transpose", Box.whole(out.get(0).shape(), from), 0);
  }

  static Kernel broadcast(Session s, Broadcast op, List<TensorType> in, List<TensorType> out) {
    Shape x = in.get(0).shape();
    long[] from = new long[op.target().rank()];
    int lead = from.length - x.rank();
    for (int i = 0; i < x.rank(); i++) {
      from[lead + i] = x.dim(i) == 1 ? 0 : x.strides()[i];
    }
    return box(s, "broadcast", Box.whole(op.target(), from), 0);
  }

  static Kernel crop(Session s, Crop op, List<TensorType> in, List<TensorType> out) {
    long[] from = in.get(0).shape().strides();
    long start = IntStream.range(0, from.length).mapToLong(i -> from[i] * op.start().get(i)).sum();
    return box(s, "crop", Box.whole(op.size(), from), start);
  }

  private static Kernel box(Session s, String name, Box box, long start) {
    Move move = new Move(s, box);
    return new LaunchKernel(
        name + " by " + box.rank() + " axes",
        0,
        (in, out, scratch, launches) ->
            launches.add(move.launch(s, out.get(0), 0, in.get(0), start)));
  }

  static Kernel concat(Session s, Concat op, List<TensorType> in, List<TensorType> out) {
    Shape y = out.get(0).shape();
    int outer = (int) y.size(0, op.axis());
    long line = y.size(op.axis(), y.rank());
    List<Move> moves = new ArrayList<>();
    long[] starts = new long[in.size()];
    long start = 0;
    for (int i = 0; i < starts.length; i++) {
      int run = (int) in.get(i).shape().size(op.axis(), y.rank());
      starts[i] = start;
      start += run;
      int[] extents = {outer, run};
      moves.add(new Move(s, Box.of(extents, new long[] {line, 1}, new long[] {run, 1})));
    }
    return new LaunchKernel(
        "concatenation of " + starts.length,
        0,
        (x, results, scratch, launches) -> {
          for (int i = 0; i < starts.length; i++) {
            launches.add(moves.get(i).launch(s, results.get(0), starts[i], x.get(i), 0));
          }
        });
  }

  /** A box and the program that moves it. */
  private static final class Move {
    private final Box box;
    private final Built program;

    Move(Session s, Box elements) {
      int width = Families.vector(s, Families.family("move"), elements.run());
      this.box = elements.inVectors(width);
      this.program =
          s.program(
              Families.grid(s, "move", box.size(), Map.of("RANK", box.rank(), "VECTOR", width)));
    }

    Launch launch(Session s, Slice y, long yStart, Slice x, long xStart) {
      Launch.Builder b = s.launch(program, "move_words");
      b.slice(from(y, yStart)).slice(from(x, xStart));
      divisors(b, box.extents());
      b.i32x8(box.to()).i32x8(box.from()).i32((int) box.size());
      return Families.over(b, program, box.size());
    }

    private static Slice from(Slice s, long start) {
      return s.part(4 * start, s.bytes() - 4 * start);
    }
  }

  private static void divisors(Launch.Builder b, int[] extents) {
    b.i32x8(extents).i32x8(Divisor.multipliers(extents)).i32x8(Divisor.shifts(extents));
  }

  static Kernel pad(Session s, Pad op, List<TensorType> in, List<TensorType> out) {
    Border border = Border.of(op, in.get(0).shape(), out.get(0).shape());
    int width = Families.vector(s, Families.family("move"), border::takesVectors);
    int[] extents = inVectors(border.extents(), width);
    int[] before = inVectors(border.before(), width);
    int[] inside = inVectors(border.inside(), width);
    int[] strides = border.strides();
    strides[0] = width;
    long n = out.get(0).shape().size() / width;
    int word = Sources.word(new Constant(in.get(0).withShape(Shape.scalar()), op.value()));
    Map<String, Integer> values = Map.of("RANK", extents.length, "VECTOR", width);
    Built program = s.program(Families.grid(s, "move", n, values));
    return new LaunchKernel(
        "pad by " + extents.length + " axes",
        0,
        (x, y, scratch, launches) -> {
          Launch.Builder b = s.launch(program, "move_padded").slice(y.get(0)).slice(x.get(0));
          divisors(b, extents);
          b.i32x8(before).i32x8(inside).i32x8(strides).i32(word).i32((int) n);
          launches.add(Families.over(b, program, n));
        });
  }

  private static int[] inVectors(int[] axes, int width) {
    int[] a = Arrays.copyOf(axes, axes.length);
    a[0] /= width;
    return a;
  }
}
