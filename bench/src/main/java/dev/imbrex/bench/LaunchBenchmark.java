package dev.imbrex.bench;

import dev.imbrex.backend.Backends;
import dev.imbrex.op.Unary;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to run a kernel that has nearly nothing to do: the overhead of every op. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class LaunchBenchmark {
  private static final int LAUNCHES = 1000;

  /** As {@code -Dimbrex.backend} has it. */
  @Param({"opencl", "cpu"})
  public String backend;

  private Backend device;
  private Executable executable;
  private Buffer memory;
  private Invocation negation;

  /** Compiles the negation of 16 numbers. */
  @Setup
  public void prepare() {
    TensorType type = TensorType.f32(16);
    ProgramBuilder b = new ProgramBuilder();
    b.output(b.unary(Unary.Fn.NEG, b.input(type)));
    device = Backends.select(backend);
    executable = device.compile(b.build(), CompileOptions.DEFAULT);
    memory = device.allocate(8192 + executable.arenaBytes());
    negation =
        executable.bind(
            List.of(new Slice(memory, 0, type.bytes())),
            List.of(new Slice(memory, 4096, type.bytes())),
            new Slice(memory, 8192, executable.arenaBytes()));
  }

  /** One after the other, waited for at the end: as in a training step. */
  @Benchmark
  @OperationsPerInvocation(LAUNCHES)
  public void pipelined() {
    for (int i = 0; i < LAUNCHES; i++) {
      negation.run();
    }
    device.synchronize();
  }

  /** Each waited for: as where a number is wanted at once. */
  @Benchmark
  public void waitedFor() {
    negation.run();
    device.synchronize();
  }

  /** Closes what has been opened. */
  @TearDown
  public void close() {
    executable.close();
    device.close();
  }
}
