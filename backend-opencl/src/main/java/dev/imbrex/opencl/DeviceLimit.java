package dev.imbrex.opencl;

import dev.imbrex.kernels.KernelCatalogue;
import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an OpenCL device can do at most: float32 multiply-adds in registers, and memory that is read
 * and written once, by the kernels of {@code limit.cl}.
 *
 * <p>Which vectors and how many sums a compiler makes the most of can not be told beforehand, so
 * several are timed when this is opened, and the fastest are used from then on.
 */
public final class DeviceLimit implements AutoCloseable {
  /** One launch should take about so long, for starting it not to count. */
  private static final long LONG_ENOUGH = 20_000_000;

  private static final int MOST_ROUNDS = 1 << 20;

  /** How often a variant is timed; the shortest time counts. */
  private static final int TRIES = 3;

  private static final int[] CHAINS = {8, 12, 16};

  /** Memory that is copied: far more than caches hold. */
  private static final long COPIED_BYTES = 256L << 20;

  /** What all sums are multiplied with, and what is added: they tend to 0.5. */
  static final float FACTOR = 0.875f;

  static final float TERM = 0.0625f;

  private final Session session;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Slice from;
  private final Slice to;
  private final Work multiplyAdd;
  private final Work copy;

  /**
   * Launches that are waited for.
   *
   * @param amount operations or bytes of a run
   * @param said what the variant is, for people
   */
  private record Work(Invocation launch, double amount, String said) {}

  private DeviceLimit(OpenClBackend backend) {
    session = backend.session();
    long most = Math.min(session.device().largestTensor(), session.device().globalBytes() / 8);
    long bytes = Math.min(COPIED_BYTES, most) / 4096 * 4096;
    try {
      from = memory(backend, bytes);
      to = memory(backend, bytes);
      zero(from);
      multiplyAdd = fastestMultiplyAdd();
      copy = fastestCopy();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Prepares to measure a device.
   *
   * @param backend stays open as long as this, and is used by nobody else while a limit is measured
   * @throws IllegalArgumentException if it is not one of OpenCL
   */
  public static DeviceLimit of(Backend backend) {
    if (!(backend instanceof OpenClBackend)) {
      throw new IllegalArgumentException(
          "The limit of %s can not be measured by kernels of OpenCL; choose a device with opencl in its id."
              .formatted(backend.device().id()));
    }
    return new DeviceLimit((OpenClBackend) backend);
  }

  private Slice memory(Backend backend, long bytes) {
    Buffer b = backend.allocate(bytes);
    opened.add(b);
    return Slice.of(b);
  }

  private static void zero(Slice s) {
    ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.nativeOrder());
    for (long at = 0; at < s.bytes(); at += zeros.capacity()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), s.bytes() - at));
      s.buffer().write(at, zeros);
    }
  }

  /** Runs multiply-adds, waits for them and returns how many operations they were. */
  public double multiplyAdd() {
    return run(multiplyAdd);
  }

  /** Copies memory, waits for that and returns how many bytes were read and written. */
  public double copy() {
    return run(copy);
  }

  private double run(Work w) {
    w.launch.run();
    session.synchronize();
    return w.amount;
  }

  /** Returns which variants turned out to be the fastest. */
  public String explain() {
    return multiplyAdd.said + "; " + copy.said;
  }

  private Work fastestMultiplyAdd() {
    List<Work> variants = new ArrayList<>();
    for (int vector : vectors(session.device())) {
      for (int chains : CHAINS) {
        Built program = program(Map.of("VECTOR", vector, "CHAINS", chains));
        variants.add(longEnough(program, vector * chains));
      }
    }
    return fastest(variants);
  }

  /** Single floats, in case work-items are lanes; registers, and the widest there is. */
  private static Set<Integer> vectors(ClDevice d) {
    return new TreeSet<>(List.of(1, Math.min(16, Math.max(4, d.vectorWidth())), 16));
  }

  private Built program(Map<String, Integer> values) {
    return session.program(choice(session.device(), values));
  }

  static KernelChoice choice(ClDevice device, Map<String, Integer> values) {
    Map<String, Integer> all = new HashMap<>(values);
    all.put("WORK_GROUP", Math.min(256, device.traits().workGroup()));
    return KernelCatalogue.standard().family("limit").choose(all);
  }

  private Work longEnough(Built program, int lanes) {
    int group = program.get("WORK_GROUP");
    // Several groups for each unit, of which each may want many to hide what its work waits for.
    long items = Math.min(to.bytes() / 4, 32L * group * session.device().computeUnits());
    for (int rounds = 1 << 8; ; rounds *= 2) {
      Work w =
          new Work(
              bind(program, multiplyAdds(session, program, rounds, items)),
              2.0 * lanes * rounds * items,
              program.choice().values().toString());
      run(w);
      if (nanos(w) >= LONG_ENOUGH || rounds >= MOST_ROUNDS) {
        return w;
      }
    }
  }

  /** Launches {@code limit_multiply_add}: the first output gets the sums, the input is zeros. */
  static LaunchKernel.Plan multiplyAdds(Session s, Built program, int rounds, long items) {
    return (in, out, scratch, launches) -> {
      Launch.Builder b = s.launch(program, "limit_multiply_add").slice(out.get(0)).slice(in.get(0));
      launches.add(b.f32(FACTOR).f32(TERM).i32(rounds).over(items, program.get("WORK_GROUP")));
    };
  }

  private Work fastestCopy() {
    List<Work> variants = new ArrayList<>();
    for (int vector : vectors(session.device())) {
      for (int elements : new int[] {1, 4, 16}) {
        Built program = program(Map.of("VECTOR", vector, "ELEMENTS", elements));
        Work w =
            new Work(
                bind(program, copies(session, program)),
                2.0 * from.bytes(),
                program.choice().values().toString());
        run(w);
        variants.add(w);
      }
    }
    return fastest(variants);
  }

  /** Launches {@code limit_copy} of the input, whole vectors of it, to the output. */
  static LaunchKernel.Plan copies(Session s, Built program) {
    return (in, out, scratch, launches) -> {
      long vectors = in.get(0).bytes() / 4 / program.get("VECTOR");
      int elements = program.get("ELEMENTS");
      Launch.Builder b = s.launch(program, "limit_copy").slice(out.get(0)).slice(in.get(0));
      long items = (vectors + elements - 1) / elements;
      launches.add(b.i32((int) vectors).over(items, program.get("WORK_GROUP")));
    };
  }

  private Invocation bind(Built program, LaunchKernel.Plan plan) {
    LaunchKernel kernel = new LaunchKernel(program.choice().values().toString(), 0, plan);
    opened.add(kernel);
    return kernel.bind(List.of(from), List.of(to), to);
  }

  private Work fastest(List<Work> variants) {
    Work best = variants.get(0);
    double rate = 0;
    for (Work w : variants) {
      double r = w.amount / nanos(w);
      if (r > rate) {
        best = w;
        rate = r;
      }
    }
    return best;
  }

  private long nanos(Work w) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long begin = System.nanoTime();
      run(w);
      least = Math.min(least, System.nanoTime() - begin);
    }
    return least;
  }

  @Override
  public void close() {
    for (int i = opened.size() - 1; i >= 0; i--) {
      try {
        opened.get(i).close();
      } catch (Exception e) {
        throw new IllegalStateException("Memory of the device can not be released.", e);
      }
    }
    opened.clear();
  }
}
