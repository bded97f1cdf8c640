package dev.imbrex.bench;

import dev.imbrex.backend.Backends;
import dev.imbrex.op.Value;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The product of float32 matrices of [m, k] and [k, n].
 *
 * <p>The counter {@code gflop} is the rate in GFLOP/s: 2 m n k operations a product. The shapes are
 * a square one and those to which the convolutions of small networks come down.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class MatMulBenchmark {

  /** What one call amounts to. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Work {
    /** Thousand million floating-point operations. */
    public double gflop;

    /** Starts an iteration. */
    @Setup(Level.Iteration)
    public void reset() {
      gflop = 0;
    }
  }

  /** As {@code -Dimbrex.backend} has it. */
  @Param("cpu")
  public String backend;

  /** m x n x k. */
  @Param({"1024x1024x1024", "6400x16x25", "12544x64x576", "784x256x2304"})
  public String shape;

  private Backend device;
  private Executable executable;
  private Buffer memory;
  private Invocation product;
  private double gflop;

  /** Compiles the program and fills the matrices. */
  @Setup
  public void prepare() {
    List<Integer> mnk = List.of(shape.split("x", -1)).stream().map(Integer::valueOf).toList();
    int m = mnk.get(0);
    int n = mnk.get(1);
    int k = mnk.get(2);
    gflop = 2e-9 * m * n * k;

    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(m, k));
    Value y = b.input(TensorType.f32(k, n));
    b.output(b.matMul(x, y, false, false));

    device = Backends.select(backend);
    executable = device.compile(b.build(), CompileOptions.DEFAULT);
    long alignment = device.device().alignmentBytes();
    long atY = roundUp(4L * m * k, alignment);
    long atZ = atY + roundUp(4L * k * n, alignment);
    long atArena = atZ + roundUp(4L * m * n, alignment);
    memory = device.allocate(atArena + executable.arenaBytes());
    fill(0, m * k);
    fill(atY, k * n);
    product =
        executable.bind(
            List.of(new Slice(memory, 0, 4L * m * k), new Slice(memory, atY, 4L * k * n)),
            List.of(new Slice(memory, atZ, 4L * m * n)),
            new Slice(memory, atArena, executable.arenaBytes()));
  }

  private static long roundUp(long bytes, long alignment) {
    return (bytes + alignment - 1) / alignment * alignment;
  }

  /** Small numbers, none of them zero or subnormal: some processors take longer over those. */
  private void fill(long at, int count) {
    HostTensor values = HostTensor.zeros(TensorType.f32(count));
    for (int i = 0; i < count; i++) {
      values.set(i, 1 + i % 7);
    }
    memory.write(at, values.buffer());
  }

  /** One product, waited for. */
  @Benchmark
  public void matMul(Work work) {
    product.run();
    device.synchronize();
    work.gflop += gflop;
  }

  /** Closes what has been opened. */
  @TearDown
  public void close() {
    executable.close();
    device.close();
  }
}
