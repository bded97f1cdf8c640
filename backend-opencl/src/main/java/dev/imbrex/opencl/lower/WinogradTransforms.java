package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import java.util.Map;

/** Launches of {@code winograd.cl}. */
final class WinogradTransforms {
  private final Session session;
  private final WinogradTiles tiles;
  private final int panel;
  private final int vector;
  private final Epilogue epilogue;
  private final Built program;

  /** The same with what follows a convolution; only results are made by that. */
  private final Built fused;

  WinogradTransforms(
      Session session, WinogradTiles tiles, int panel, int vector, Epilogue epilogue) {
    this.session = session;
    this.tiles = tiles;
    this.panel = panel;
    this.vector = Math.min(panel, vector);
    this.epilogue = epilogue;
    this.program = program(Epilogue.NONE);
    this.fused = program(epilogue);
  }

  private Built program(Epilogue e) {
    Map<String, Integer> values =
        Map.of(
            "TILE",
            tiles.size(),
            "VECTOR",
            vector,
            "PANEL",
            panel,
            "BIAS",
            e.bias() ? 1 : 0,
            "KEEP",
            e.keep() ? 1 : 0,
            "ACTIVATE",
            e.activates() ? 1 : 0);
    KernelChoice choice = Families.grid(session, "winograd", Integer.MAX_VALUE, values);
    return session.program(choice, e.source(vector == 1 ? "float" : "float" + vector));
  }

  /**
   * Returns how many channels a work-item takes: as many as fill a register, unless much of the
   * last one would be empty on either side.
   */
  static int vector(Session s, int channels, int outChannels) {
    return Families.vector(
        s, Families.family("winograd"), v -> isFull(channels, v) && isFull(outChannels, v));
  }

  private static boolean isFull(int channels, int vector) {
    return 8 * round(channels, vector) <= 9 * channels;
  }

  /** Returns a number of channels rounded up to whole vectors. */
  static int round(int channels, int vector) {
    return (channels + vector - 1) / vector * vector;
  }

  /**
   * Transforms filters into panels.
   *
   * @param filter {@code winograd_filter}'s: rows and columns there are, rows of the panels,
   *     strides and start
   */
  Invocation filter(Slice g, int[] filter, int panels, Slice u, long apart) {
    int[] divisors = {panel / vector, filter[2]};
    Launch.Builder b = session.launch(program, "winograd_filter").slice(u).slice(g).i32x8(filter);
    return over(b, divisors, apart, (long) panels * filter[2] * (panel / vector));
  }

  /** Transforms the patches of some tiles into rows of a length that is whole vectors. */
  Invocation input(
      Slice x, int channels, int length, Slice v, int stride, long apart, int first, int count) {
    int[] divisors = {length / vector, tiles.across(), tiles.down()};
    Launch.Builder b = session.launch(program, "winograd_input").slice(v).slice(x);
    b.i32x8(
        new int[] {
          tiles.across(),
          tiles.down(),
          tiles.inH(),
          tiles.inW(),
          channels,
          length,
          tiles.top(),
          tiles.left()
        });
    return over(b.i32(stride), divisors, apart, first, (long) count * (length / vector));
  }

  /** Transforms products back into the results of some tiles. */
  Invocation output(
      Slice m,
      int channels,
      int length,
      int stride,
      long apart,
      Slice bias,
      Slice y,
      Slice kept,
      int first,
      int count) {
    int[] divisors = {length / vector, tiles.across(), tiles.down()};
    Launch.Builder b = session.launch(fused, "winograd_output");
    int[] results = results(channels, length);
    results[6] = epilogue.rowOf(channels);
    b.slice(y).slice(kept).slice(m).slice(bias).i32x8(results).i32(stride);
    return over(b, divisors, apart, first, (long) count * (length / vector));
  }

  /** Transforms the gradients of some tiles into panels with a row for each of them. */
  Invocation outputGradient(
      Slice dy, int channels, int panels, Slice w, long apart, int first, int count) {
    int[] divisors = {count, tiles.across(), tiles.down()};
    Launch.Builder b = session.launch(program, "winograd_output_gradient").slice(w).slice(dy);
    b.i32x8(results(channels, count));
    return over(b, divisors, apart, first, (long) panels * count * (panel / vector));
  }

  private int[] results(int channels, int length) {
    return new int[] {
      tiles.across(), tiles.down(), tiles.outH(), tiles.outW(), channels, length, 0, 0
    };
  }

  /**
   * Transforms sums back into gradients of filters.
   *
   * @param filter {@code winograd_filter_gradient}'s: channels, those of the sums, parts and shares
   */
  Invocation filterGradient(Slice sums, int[] filter, Slice dg) {
    int[] divisors = {filter[3] / vector};
    long items = (long) filter[0] * (filter[3] / vector);
    Launch.Builder b = session.launch(program, "winograd_filter_gradient");
    b.slice(dg).slice(sums).i32x8(filter);
    divide(b, divisors).i32((int) items);
    return Families.over(b, program, items);
  }

  private Invocation over(Launch.Builder b, int[] divisors, long apart, int first, long items) {
    divide(b, divisors).u64(apart).i32(first).i32(Math.toIntExact(items));
    return Families.over(b, program, items);
  }

  private Invocation over(Launch.Builder b, int[] divisors, long apart, long items) {
    divide(b, divisors).u64(apart).i32(Math.toIntExact(items));
    return Families.over(b, program, items);
  }

  private static Launch.Builder divide(Launch.Builder b, int[] divisors) {
    return b.i32x8(Divisor.multipliers(divisors)).i32x8(Divisor.shifts(divisors));
  }
}
