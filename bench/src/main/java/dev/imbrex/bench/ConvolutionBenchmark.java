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
 * Convolutions of networks that people know, forward and both gradients.
 *
 * <p>The counter {@code gflop} is the rate in GFLOP/s, counted as direct convolution: two
 * operations for each product, padding included. Other layers of {@link LayerShape} with {@code -p
 * layer=…}, other batches with {@code -p batch=…}; {@link LimitBenchmark} says what could be had.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ConvolutionBenchmark {
  /** As {@code -Dimbrex.backend} has it. */
  @Param("cpu")
  public String backend;

  /** Pictures. */
  @Param("8")
  public int batch;

  /** A layer's name. */
  @Param({
    "lenet5.conv1",
    "lenet5.conv2",
    "vgg-small.conv2_2",
    "vgg16.conv1_1",
    "vgg16.conv1_2",
    "vgg16.conv2_2",
    "vgg16.conv3_3",
    "vgg16.conv4_3",
    "vgg16.conv5_3",
    "resnet50.layer1.conv1",
    "resnet50.layer2.conv2",
    "googlenet.3a.5x5"
  })
  public String layer;

  /** What is computed. */
  @Param({"forward", "input-gradient", "filter-gradient"})
  public String direction;

  private Bound convolution;

  /** Compiles the op and fills its inputs. */
  @Setup
  public void prepare() {
    KernelTask.Direction what = KernelTask.Direction.find(direction);
    convolution =
        Bound.of(backend, new KernelTask.Convolution(what, LayerShape.find(layer), batch));
  }

  /** One convolution, waited for. */
  @Benchmark
  public void convolution(Rate rate) {
    convolution.run(rate);
  }

  /** Closes what has been opened. */
  @TearDown
  public void close() {
    convolution.close();
  }
}
