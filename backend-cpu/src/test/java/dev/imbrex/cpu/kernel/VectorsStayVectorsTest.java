package dev.imbrex.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.imbrex.cpu.CpuProvider;
import dev.imbrex.cpu.FreshJvm;
import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ActivationGrad;
import dev.imbrex.op.composite.AdamUpdate;
import dev.imbrex.op.composite.BatchNormInference;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.op.composite.BatchNormTrainingGrad;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.RmspropUpdate;
import dev.imbrex.op.composite.SgdUpdate;
import dev.imbrex.op.composite.Softmax;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Once the JIT has compiled them, kernels allocate nothing. A vector that can not stay in a
 * register becomes an object, some 100 bytes for each operation, and so does each one in code that
 * the optimising compiler has given up on: megabytes where nothing else allocates.
 */
class VectorsStayVectorsTest {
  /** Runs that are counted together. */
  private static final int RUNS = 8;

  /**
   * What the bookkeeping of a run may take. The vectors of the smallest case would be 160,000 bytes
   * if each were an object once.
   */
  private static final long BYTES_PER_RUN = 100_000;

  /** The optimising compiler has had its chance after so many times {@link #RUNS} runs. */
  private static final int PATIENCE = 400;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static Map<String, Long> bytes;
  private static Map<String, Long> joined;

  /** An op on inputs of these types. */
  record Case(Op op, TensorType... in) {
    @Override
    public String toString() {
      return op + " of " + List.of(in);
    }
  }

  @BeforeAll
  static void measure() throws IOException, InterruptedException {
    bytes = FreshJvm.numbers(VectorsStayVectorsTest.class);
    joined = FreshJvm.numbers(VectorsStayVectorsTest.class, FreshJvm.JOINS_ALL_AND_TRUSTS_NOTHING);
  }

  /** Measures all cases and prints the bytes of each. */
  public static void main(String[] args) {
    try (Backend backend = CpuProvider.open(2)) {
      cases().forEach(c -> System.out.println(measure(backend, c) + " " + c));
    }
  }

  static Stream<Case> cases() {
    Window same = Window.of(3, 1, Padding.SAME);
    Window one = Window.of(1, 1, Padding.VALID);
    Window half = Window.of(2, 2, Padding.VALID);
    TensorType x = TensorType.f32(4, 16, 16, 32);
    TensorType f = TensorType.f32(3, 3, 32, 64);
    TensorType dy = TensorType.f32(4, 16, 16, 64);
    TensorType grey = TensorType.f32(8, 28, 28, 1);
    TensorType flat = TensorType.f32(50_000);
    TensorType channels = TensorType.f32(32);
    List<Case> c = new ArrayList<>();
    c.add(new Case(new MatMul(false, false), TensorType.f32(96, 128), TensorType.f32(128, 96)));
    c.add(new Case(new MatMul(true, false), TensorType.f32(128, 96), TensorType.f32(128, 10)));
    c.add(new Case(new MatMul(false, true), TensorType.f32(8, 256), TensorType.f32(120, 256)));
    c.add(new Case(new Conv2d(same, 1), x, f));
    c.add(new Case(new Conv2dInputGrad(same, 1, 16, 16), dy, f));
    c.add(new Case(new Conv2dFilterGrad(same, 1), x, dy));
    c.add(new Case(new Conv2d(one, 1), x, TensorType.f32(1, 1, 32, 64)));
    Window five = Window.of(5, 1, Padding.SAME);
    c.add(new Case(new Conv2d(five, 1), grey, TensorType.f32(5, 5, 1, 6)));
    Op fused = new ConvBiasActivation(five, 1, Activation.of(ActivationFn.SWISH), true);
    c.add(new Case(fused, grey, TensorType.f32(5, 5, 1, 6), TensorType.f32(6)));
    c.add(new Case(new Conv2dFilterGrad(five, 1), grey, TensorType.f32(8, 28, 28, 6)));
    c.add(new Case(new Conv2d(same, 32), x, TensorType.f32(3, 3, 1, 32)));
    c.add(new Case(new MaxPool2d(half, false), x));
    c.add(new Case(new AvgPool2d(half, false, false), x));
    TensorType pooled = TensorType.f32(4, 8, 8, 32);
    c.add(new Case(new AvgPool2dGrad(half, false, false, 16, 16), pooled));
    c.add(new Case(new BatchNormTraining(1e-3), x, channels, channels));
    c.add(new Case(new BatchNormTrainingGrad(1e-3), x, channels, channels, channels, x));
    for (ActivationFn fn : ActivationFn.values()) {
      c.add(new Case(Activation.of(fn), flat));
      c.add(new Case(new ActivationGrad(fn, 1), flat, flat));
    }
    for (Unary.Fn fn : List.of(Unary.Fn.EXP, Unary.Fn.EXPM1, Unary.Fn.LOG, Unary.Fn.LOG1P)) {
      c.add(new Case(new Unary(fn), flat));
    }
    c.add(new Case(new Unary(Unary.Fn.TANH), flat));
    c.add(new Case(new Unary(Unary.Fn.ERF), flat));
    c.add(new Case(new Softmax(), TensorType.f32(256, 64)));
    c.add(new Case(new Softmax(), TensorType.f32(64, 1000)));
    c.add(new Case(new BatchNormInference(1e-3), x, channels, channels, channels, channels));
    c.add(
        new Case(
            new AdamUpdate(0.9, 0.999, 1e-7, false), flat, flat, flat, flat, TensorType.f32()));
    c.add(new Case(new SgdUpdate(0.9, true), flat, flat, flat, TensorType.f32()));
    c.add(new Case(new RmspropUpdate(0.9, 1e-7), flat, flat, flat, TensorType.f32()));
    return c.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void kernelsAllocateNothing(Case c) {
    assertAllocatesNothing(c, bytes);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void kernelsAllocateNothingWhateverTheCompilerJoins(Case c) {
    assertAllocatesNothing(c, joined);
  }

  private static void assertAllocatesNothing(Case c, Map<String, Long> measured) {
    Long each = measured.get(c.toString());
    assertNotNull(each, c + " was not measured");
    assertTrue(
        each <= BYTES_PER_RUN, c + " allocates " + each + " bytes a run: its vectors are objects");
  }

  private static long measure(Backend backend, Case c) {
    ProgramBuilder b = new ProgramBuilder();
    b.emit(c.op, Stream.of(c.in).map(b::input).toList()).forEach(b::output);
    Program p = b.build();
    List<Slice> all = new ArrayList<>();
    try (Executable e = backend.compile(p, CompileOptions.DEFAULT)) {
      List<Slice> in = new ArrayList<>();
      for (int i = 0; i < c.in.length; i++) {
        Slice s = slice(backend, c.in[i].bytes(), all);
        s.buffer().write(s.offset(), positive(i, c.in[i]).buffer());
        in.add(s);
      }
      List<Slice> out = p.outputTypes().stream().map(t -> slice(backend, t.bytes(), all)).toList();
      Slice arena = slice(backend, Math.max(4, e.arenaBytes()), all);
      try (Invocation run = e.bind(in, out, arena)) {
        long[] threads = threads();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < PATIENCE && least > BYTES_PER_RUN; i++) {
          least = Math.min(least, allocated(run, threads) / RUNS);
        }
        return least;
      }
    } finally {
      all.forEach(s -> s.buffer().close());
    }
  }

  private static long allocated(Invocation run, long[] threads) {
    long before = total(threads);
    for (int i = 0; i < RUNS; i++) {
      run.run();
    }
    return total(threads) - before;
  }

  /** The bytes that threads have allocated since they began. */
  private static long total(long[] threads) {
    return LongStream.of(THREADS.getThreadAllocatedBytes(threads)).sum();
  }

  /** This thread and the workers. */
  private static long[] threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t == Thread.currentThread() || t.getName().startsWith("imbrex-cpu-"))
        .mapToLong(Thread::getId)
        .toArray();
  }

  private static Slice slice(Backend backend, long bytes, List<Slice> all) {
    Slice s = Slice.of(backend.allocate(bytes));
    all.add(s);
    return s;
  }

  private static HostTensor positive(int seed, TensorType type) {
    Random r = new Random(seed);
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < type.shape().intSize(); i++) {
      t.set(i, 0.1 + r.nextDouble());
    }
    return t;
  }
}
