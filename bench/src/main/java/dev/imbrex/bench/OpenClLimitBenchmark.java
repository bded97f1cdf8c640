package dev.imbrex.bench;

import dev.imbrex.backend.Backends;
import dev.imbrex.opencl.DeviceLimit;
import dev.imbrex.spi.Backend;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * What an OpenCL device can do at most: float32 multiply-adds that wait for nothing ({@code gflop},
 * GFLOP/s), and memory that is read and written once ({@code gbyte}, GB/s). {@link LimitBenchmark}
 * says the same of the processors by plain Java.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class OpenClLimitBenchmark {
  /** The device, such as {@code opencl:1}. */
  @Param("opencl")
  public String backend;

  private Backend device;
  private DeviceLimit limit;

  /** Opens the device and finds the kernels that get the most out of it. */
  @Setup
  public void prepare() {
    device = Backends.select(backend);
    limit = DeviceLimit.of(device);
    System.out.println(device.device().name() + ": " + limit.explain());
  }

  /** Multiply-adds in registers. */
  @Benchmark
  public void multiplyAdd(Rate rate) {
    rate.add(limit.multiplyAdd(), 0);
  }

  /** One buffer read and another written. */
  @Benchmark
  public void copy(Rate rate) {
    rate.add(0, limit.copy());
  }

  /** Closes what has been opened. */
  @TearDown
  public void close() {
    limit.close();
    device.close();
  }
}
