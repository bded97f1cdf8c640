package dev.imbrex.opencl.tune;

import dev.imbrex.cpu.reference.ReferenceProvider;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.TuningLevel;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The oracle as a backend with ways of its own to run an op: {@code usual} is slow, {@code fast} is
 * what it seems; the others are what drivers do to tuners. It has a clock of its own, too.
 */
final class Planted {
  static final Ways.Way USUAL = new Ways.Way("usual", true);
  static final Ways.Way FAST = new Ways.Way("fast", true);

  /** A little faster still, but off by a third, which is too little gained. */
  static final Ways.Way ROUGH = new Ways.Way("rough", false);

  /** As rough, but it claims to sum as the definition does. */
  static final Ways.Way IMPRECISE = new Ways.Way("imprecise", true);

  /** Leaves the first element as it is. */
  static final Ways.Way WRONG = new Ways.Way("wrong", true);

  static final Ways.Way BROKEN = new Ways.Way("broken", true);
  static final Ways.Way KILLER = new Ways.Way("killer", true);
  static final Ways.Way STUCK = new Ways.Way("stuck", true);

  /** The clock, which only runs of ways move on: so that no test depends on what else is done. */
  private static final AtomicLong NOW = new AtomicLong();

  private static final long SLOW_NANOS = 10_000_000;
  private static final long FAST_NANOS = 1_000_000;

  private Planted() {}

  /** The program of a child process; see {@link TuningProcess}. */
  public static void main(String[] args) throws IOException {
    List<Ways.Way> ways = List.of(USUAL, WRONG, BROKEN, KILLER, STUCK, ROUGH, FAST);
    TuningLevel level = TuningLevel.of("level", args[1]);
    int code = TuningWorker.run(Path.of(args[2]), backend(), op -> ways, level, NOW::get);
    Runtime.getRuntime().halt(code);
  }

  /** Opens the backend. */
  static Backend backend() {
    BackendProvider provider = new ReferenceProvider();
    Backend oracle = provider.open("reference");
    return proxy(
        Backend.class,
        oracle,
        Map.of("compile", a -> compile(oracle, (Program) a[0], (CompileOptions) a[1])));
  }

  private static Executable compile(Backend oracle, Program program, CompileOptions options) {
    String way = options.implementation().orElse("usual");
    if (way.equals("broken")) {
      throw new BackendUnavailableException("The kernel does not build.");
    }
    Executable e = oracle.compile(program, CompileOptions.DEFAULT);
    return proxy(
        Executable.class,
        e,
        Map.of("bind", a -> bound(way, e, slices(a[0]), slices(a[1]), (Slice) a[2])));
  }

  @SuppressWarnings("unchecked") // they are arguments of bind
  private static List<Slice> slices(Object list) {
    return (List<Slice>) list;
  }

  private static Invocation bound(
      String way, Executable e, List<Slice> in, List<Slice> out, Slice arena) {
    Invocation right = e.bind(in, out, arena);
    Invocation clocked =
        () -> {
          right.run();
          NOW.addAndGet(way.equals("usual") ? SLOW_NANOS : FAST_NANOS);
        };
    return switch (way) {
      case "wrong" ->
          () -> {
            right.run();
            first(out.get(0), Float.NaN);
          };
      case "rough", "imprecise" ->
          () -> {
            right.run();
            first(out.get(0), first(out.get(0)) + 1 / 3f);
            NOW.addAndGet(FAST_NANOS * 9 / 10);
          };
      case "killer" -> () -> Runtime.getRuntime().halt(9);
      case "stuck" -> Planted::waitForEver;
      default -> clocked;
    };
  }

  /** Returns the clock. */
  static LongSupplier clock() {
    return NOW::get;
  }

  private static void waitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteBuffer four() {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
  }

  private static float first(Slice s) {
    ByteBuffer b = four();
    s.buffer().read(s.offset(), b);
    return b.getFloat(0);
  }

  private static void first(Slice s, float value) {
    s.buffer().write(s.offset(), four().putFloat(0, value));
  }

  private interface Replacement {
    Object call(Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, T behind, Map<String, Replacement> replaced) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Replacement r = replaced.get(method.getName());
              try {
                return r != null ? r.call(arguments) : method.invoke(behind, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
