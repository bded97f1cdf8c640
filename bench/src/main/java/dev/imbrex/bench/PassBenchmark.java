package dev.imbrex.bench;

import dev.imbrex.tensor.TensorType;
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
 * Pooling, batch normalisation, losses, activations and steps of optimisers: what memory bounds.
 *
 * <p>The counter {@code gbyte} is the rate in GB/s, each input read and each result written once;
 * {@link LimitBenchmark#copy} says what memory gives. The tensors are 67 MB each by default, more
 * than caches hold; {@code -p batch=… -p size=… -p channels=…} for others, for example such as stay
 * in a cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class PassBenchmark {
  /** As {@code -Dimbrex.backend} has it. */
  @Param("cpu")
  public String backend;

  /** Pictures. */
  @Param("256")
  public int batch;

  /** Height and width of a picture. */
  @Param("32")
  public int size;

  /** Its channels. */
  @Param("64")
  public int channels;

  /** What is computed. */
  @Param({
    "max-pool",
    "max-pool-gradient",
    "average-pool",
    "average-pool-gradient",
    "sum-of-pixels",
    "batch-norm",
    "batch-norm-gradient",
    "batch-norm-inference",
    "softmax-cross-entropy",
    "softmax-cross-entropy-gradient",
    "relu",
    "relu-gradient",
    "swish",
    "gelu",
    "bias",
    "sgd",
    "sgd-momentum",
    "adam"
  })
  public String pass;

  private Bound bound;

  /** Compiles the op and fills its inputs. */
  @Setup
  public void prepare() {
    Pass p = Pass.find(pass, batch, size, channels);
    bound = Bound.of(backend, p.op(), p.inputs().toArray(new TensorType[0]));
  }

  /** One pass, waited for. */
  @Benchmark
  public void pass(Rate rate) {
    bound.run(rate);
  }

  /** Closes what has been opened. */
  @TearDown
  public void close() {
    bound.close();
  }
}
