package dev.imbrex.bench;

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

  /** As {@code -Dimbrex.backend} has it. */
  @Param("cpu")
  public String backend;

  /** m x n x k. */
  @Param({"1024x1024x1024", "6400x16x25", "12544x64x576", "784x256x2304"})
  public String shape;

  private Bound product;

  /** Compiles the program and fills the matrices. */
  @Setup
  public void prepare() {
    product = Bound.of(backend, KernelTask.of("product:" + shape));
  }

  /** One product, waited for. */
  @Benchmark
  public void matMul(Rate rate) {
    product.run(rate);
  }

  /** Closes what has been opened. */
  @TearDown
  public void close() {
    product.close();
  }
}
