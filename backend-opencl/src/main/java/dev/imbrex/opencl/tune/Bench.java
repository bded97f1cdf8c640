package dev.imbrex.opencl.tune;

import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One op on a device, with inputs of small integers, so that every sum is exact in whatever order.
 * All its ways run on the same inputs.
 */
final class Bench implements AutoCloseable {
  private static final int PIECE = 1 << 20;

  private final Backend backend;
  private final Program program;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Slice> inputs = new ArrayList<>();
  private final List<Slice> results = new ArrayList<>();
  private Slice arena;
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.nativeOrder());

  /** Allocates inputs and results and fills the inputs. */
  Bench(Backend backend, OpShape shape) {
    this.backend = backend;
    this.program = shape.program();
    this.arena = slice(4);
    try {
      int seed = 1;
      for (TensorType t : program.inputTypes()) {
        Slice s = slice(t.bytes());
        fill(s, seed++);
        inputs.add(s);
      }
      program.outputTypes().forEach(t -> results.add(slice(t.bytes())));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Returns element i of the inputs with this seed: an integer from -3 to 3. */
  static int value(int seed, long i) {
    long h = (i + 1) * 0x9E3779B97F4A7C15L + seed * 0xD1B54A32D192ED03L;
    h = (h ^ h >>> 29) * 0xBF58476D1CE4E5B9L;
    return (int) ((h >>> 40) % 7) - 3;
  }

  private Slice slice(long bytes) {
    Buffer b = backend.allocate(bytes);
    open.push(b);
    return new Slice(b, 0, bytes);
  }

  private void fill(Slice s, int seed) {
    for (long at = 0; at < s.bytes(); at += PIECE) {
      piece.clear().limit((int) Math.min(PIECE, s.bytes() - at));
      FloatBuffer floats = piece.asFloatBuffer();
      for (int i = 0; i < floats.limit(); i++) {
        floats.put(i, value(seed, at / 4 + i));
      }
      s.buffer().write(at, piece);
    }
  }

  /** Fills the results with NaN, so that what is not written shows. */
  private void poison() {
    for (Slice s : results) {
      for (long at = 0; at < s.bytes(); at += PIECE) {
        piece.clear().limit((int) Math.min(PIECE, s.bytes() - at));
        FloatBuffer floats = piece.asFloatBuffer();
        for (int i = 0; i < floats.limit(); i++) {
          floats.put(i, Float.NaN);
        }
        s.buffer().write(at, piece);
      }
    }
  }

  /** Makes a way ready; whatever is wrong with it is thrown here or when it is run. */
  Invocation ready(String way) {
    Executable e = backend.compile(program, new CompileOptions(false).withImplementation(way));
    open.push(e);
    // One runs at a time, so they can share what is undefined in between.
    arena = arena.bytes() >= e.arenaBytes() ? arena : slice(e.arenaBytes());
    return e.bind(inputs, results, arena);
  }

  /** Runs something made ready and returns its results, one after the other. */
  float[][] results(Invocation ready) {
    poison();
    ready.run();
    backend.synchronize();
    float[][] all = new float[results.size()][];
    for (int r = 0; r < all.length; r++) {
      Slice s = results.get(r);
      all[r] = new float[Math.toIntExact(s.bytes() / 4)];
      for (long at = 0; at < s.bytes(); at += PIECE) {
        piece.clear().limit((int) Math.min(PIECE, s.bytes() - at));
        s.buffer().read(at, piece);
        piece.flip();
        piece.limit((int) Math.min(PIECE, s.bytes() - at));
        piece.asFloatBuffer().get(all[r], (int) (at / 4), piece.limit() / 4);
      }
    }
    return all;
  }

  /** Runs something made ready so often and waits for it. */
  void run(Invocation ready, int runs) {
    for (int i = 0; i < runs; i++) {
      ready.run();
    }
    backend.synchronize();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        System.getLogger(Bench.class.getName())
            .log(System.Logger.Level.WARNING, "Closing what was measured", e);
      }
    }
  }
}
