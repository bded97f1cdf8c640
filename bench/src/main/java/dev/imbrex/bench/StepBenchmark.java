package dev.imbrex.bench;

import dev.imbrex.bench.peers.ImbrexPeer;
import dev.imbrex.bench.peers.PeerSession;
import dev.imbrex.bench.peers.PeerTask;
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
 * Whole steps: a batch handed over from the memory of the host, through the network, and in
 * training back again and into the weights.
 *
 * <p>The counter {@code pictures} is the rate in pictures a second. The backend is chosen with
 * {@code -jvmArgsAppend -Dimbrex.backend=…}. {@code scripts/peers.sh} puts other libraries beside
 * it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class StepBenchmark {
  /** How long steps follow one another before they are counted. */
  private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(250);

  /** What is done, with which network and how many pictures a step. */
  @Param({
    "train:lenet5:64",
    "train:simpleconvnet:64",
    "train:vgg-small:64",
    "train:resnet18-small:64",
    "predict:lenet5:64",
    "predict:simpleconvnet:64",
    "predict:vgg-small:64",
    "predict:resnet18-small:64",
    "predict:vgg16:1"
  })
  public String task;

  private PeerTask what;
  private PeerSession session;

  /** Pictures that went through. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Count {
    /** How many. */
    public long pictures;

    /** Starts an iteration. */
    @Setup(Level.Iteration)
    public void reset() {
      pictures = 0;
    }
  }

  /** Builds the network and makes the batches. */
  @Setup
  public void prepare() {
    what = PeerTask.of(task);
    session = ImbrexPeer.open(what);
  }

  /** Some steps, each waited for. */
  @Benchmark
  public void steps(Count count) {
    count.pictures += session.round(ROUND) * what.batch();
  }

  /** Closes what has been opened. */
  @TearDown
  public void close() {
    session.close();
  }
}
