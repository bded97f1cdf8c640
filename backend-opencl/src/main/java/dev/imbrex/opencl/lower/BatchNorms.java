package dev.imbrex.opencl.lower;

import dev.imbrex.op.Reduce;
import dev.imbrex.op.composite.BatchNormActivation;
import dev.imbrex.op.composite.BatchNormInference;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.op.composite.BatchNormTrainingGrad;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Batch normalisation: one pass over x for the statistics of blocks of rows, which are merged in a
 * few small launches, and one pass to normalise; the gradient likewise.
 */
final class BatchNorms {
  /** So many work-items keep a large device busy. */
  private static final long BUSY = 1 << 16;

  /** So many blocks are merged to one. */
  private static final int FAN = 32;

  private final Session session;
  private final Built program;
  private final int rows;
  private final int channels;
  private final int columns;

  private BatchNorms(Session s, TensorType x) {
    this(s, x, false, Epilogue.NONE);
  }

  private BatchNorms(Session s, TensorType x, boolean shortcut, Epilogue epilogue) {
    this.session = s;
    this.channels = x.shape().dim(-1);
    this.rows = x.shape().intSize() / channels;
    int vector = Families.vector(s, Families.family("batch_norm"), channels);
    this.columns = channels / vector;
    long items = (long) rows * columns;
    Map<String, Integer> values =
        Map.of(
            "VECTOR", vector,
            "SHORTCUT", shortcut ? 1 : 0,
            "KEEP", epilogue.keep() ? 1 : 0,
            "ACTIVATE", epilogue.activates() ? 1 : 0);
    this.program =
        s.program(
            Families.grid(s, "batch_norm", items, values),
            epilogue.source(vector == 1 ? "float" : "float" + vector));
  }

  /**
   * How many blocks there are before and after each merger; the last number is 1.
   *
   * @param height rows of a block at first
   */
  record Blocks(int height, List<Integer> counts) {
    static Blocks of(int rows, int channels) {
      int height = statisticsHeight(rows, channels);
      List<Integer> counts = new ArrayList<>(List.of((rows + height - 1) / height));
      while (last(counts) > 1) {
        counts.add((last(counts) + FAN - 1) / FAN);
      }
      return new Blocks(height, counts);
    }

    /** Returns how many rows each but the last of the blocks of a level stands for. */
    int weight(int level) {
      long weight = height;
      for (int i = 0; i < level; i++) {
        weight *= FAN;
      }
      return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    /** Returns how many blocks of all levels but the last there are. */
    int kept() {
      return counts.stream().limit(counts.size() - 1L).mapToInt(Integer::intValue).sum();
    }

    private static int last(List<Integer> list) {
      return list.get(list.size() - 1);
    }
  }

  /** Returns how many rows the statistics of a block take. */
  private static int statisticsHeight(int rows, int channels) {
    long each = (long) rows * channels / BUSY;
    return (int) Math.max(64, Math.min(256, each / 8 * 8));
  }

  /** Returns how many rows a work-item normalises. */
  private int height() {
    return (int) Math.max(1, Math.min(16, (long) rows * columns / BUSY));
  }

  private Launch launch(Launch.Builder b, int blocks) {
    return Families.over(b, program, (long) blocks * columns);
  }

  private int blocks(int height) {
    return (rows + height - 1) / height;
  }

  static Kernel training(
      Session s, BatchNormTraining op, List<TensorType> in, List<TensorType> out) {
    return training(s, op.epsilon(), false, Epilogue.NONE, in.get(0));
  }

  static Kernel activated(
      Session s, BatchNormActivation op, List<TensorType> in, List<TensorType> out) {
    Epilogue e = new Epilogue(false, op.activation(), op.keepArgument());
    return training(s, op.epsilon(), op.shortcut(), e, in.get(0));
  }

  private static Kernel training(
      Session s, double epsilon, boolean shortcut, Epilogue epilogue, TensorType type) {
    BatchNorms n = new BatchNorms(s, type, shortcut, epilogue);
    Blocks blocks = Blocks.of(n.rows, n.channels);
    return new LaunchKernel(
        "batch norm in " + blocks.counts.get(0) + " blocks" + (shortcut ? " + shortcut" : ""),
        8L * n.channels * blocks.kept(),
        (x, y, scratch, launches) -> {
          n.statistics(blocks, x.get(0), y.get(1), y.get(2), scratch, launches);
          List<Slice> operands =
              List.of(
                  x.get(0), x.get(1), x.get(2), y.get(1), y.get(2), shortcut ? x.get(3) : x.get(0));
          Slice kept = epilogue.keep() ? y.get(3) : y.get(0);
          launches.add(n.normalize(epsilon, operands, y.get(0), kept));
        });
  }

  static Kernel inference(
      Session s, BatchNormInference op, List<TensorType> in, List<TensorType> out) {
    BatchNorms n = new BatchNorms(s, in.get(0));
    return new LaunchKernel(
        "batch norm inference",
        0,
        (x, y, scratch, launches) -> {
          List<Slice> operands = new ArrayList<>(x);
          operands.add(x.get(0));
          launches.add(n.normalize(op.epsilon(), operands, y.get(0), y.get(0)));
        });
  }

  private void statistics(
      Blocks b, Slice x, Slice mean, Slice variance, Slice scratch, List<Invocation> launches) {
    long at = 0;
    Slice means = mean;
    Slice squares = variance;
    for (int level = 0; level < b.counts.size(); level++) {
      int count = b.counts.get(level);
      boolean last = level == b.counts.size() - 1;
      long bytes = 4L * count * channels;
      Slice toMeans = last ? mean : scratch.part(at, bytes);
      Slice toSquares = last ? variance : scratch.part(at + bytes, bytes);
      at += 2 * bytes;
      String name = level == 0 ? "batch_norm_statistics" : "batch_norm_merge";
      Launch.Builder l = session.launch(program, name).slice(toMeans).slice(toSquares);
      if (level == 0) {
        l.slice(x).i32(rows).i32(columns).i32(b.height);
      } else {
        l.slice(means).slice(squares).i32(b.counts.get(level - 1)).i32(columns);
        l.i32(FAN).i32(b.weight(level - 1)).i32(rows);
      }
      launches.add(launch(l.f32(last ? rows : 1), count));
      means = toMeans;
      squares = toSquares;
    }
  }

  /** Operands: x, gamma, beta, mean, variance and the shortcut, or anything where there is none. */
  private Launch normalize(double epsilon, List<Slice> operands, Slice y, Slice kept) {
    Launch.Builder b = session.launch(program, "batch_norm_normalize").slice(y).slice(kept);
    operands.forEach(b::slice);
    b.i32(rows).i32(columns).i32(height()).f32((float) epsilon);
    return launch(b, blocks(height()));
  }

  static Kernel gradient(
      Session s, BatchNormTrainingGrad op, List<TensorType> in, List<TensorType> out) {
    BatchNorms n = new BatchNorms(s, in.get(0));
    int height = statisticsHeight(n.rows, n.channels);
    int blocks = n.blocks(height);
    long line = 8L * n.channels;
    Reductions.Passes passes = new Reductions.Passes(s, 1, blocks, 2 * n.channels, Reduce.Fn.SUM);
    return new LaunchKernel(
        "batch norm gradient in " + blocks + " blocks",
        line * (blocks + 1) + passes.scratchBytes(),
        (x, y, scratch, launches) -> {
          Slice parts = scratch.part(0, line * blocks);
          Slice sums = scratch.part(line * blocks, line);
          Slice rest = scratch.part(line * (blocks + 1), passes.scratchBytes());
          Launch.Builder b = s.launch(n.program, "batch_norm_sums").slice(parts);
          b.slice(x.get(0)).slice(x.get(2)).slice(x.get(4));
          launches.add(n.launch(b.i32(n.rows).i32(n.columns).i32(height), blocks));
          passes.append(sums, parts, rest, launches);
          launches.add(n.spread(op.epsilon(), x, y, sums));
        });
  }

  private Launch spread(double epsilon, List<Slice> in, List<Slice> out, Slice sums) {
    Launch.Builder b = session.launch(program, "batch_norm_gradient");
    out.forEach(b::slice);
    in.forEach(b::slice);
    b.slice(sums).i32(rows).i32(columns).i32(height());
    return launch(b.f32((float) epsilon).f32((float) (1.0 / rows)), blocks(height()));
  }
}
