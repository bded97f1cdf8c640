package dev.imbrex.bench;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the machine can do at most, in plain Java vectors and with all processors: multiply-adds
 * that wait for nothing ({@code gflop}, GFLOP/s), and memory that is read and written once ({@code
 * gbyte}, GB/s). The figures beside which all others stand.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Threads(Threads.MAX)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Xms2g", "-Xmx2g"})
public class LimitBenchmark {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** As many as hide how long a multiply-add takes. */
  private static final int SUMS = 12;

  private static final int ROUNDS = 100_000;

  /** Far more than caches hold: 64 MB each. */
  private static final int FLOATS = 16 << 20;

  private float[] from;
  private float[] to;

  /** Allocates the memory that is copied. */
  @Setup
  public void prepare() {
    from = new float[FLOATS];
    to = new float[FLOATS];
    for (int i = 0; i < FLOATS; i++) {
      from[i] = 1 + i % 7;
    }
  }

  /** Multiply-adds in registers. */
  @Benchmark
  public float multiplyAdd(Rate rate) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector y = FloatVector.broadcast(SPECIES, from[1] * 1e-6f);
    FloatVector a = y;
    FloatVector b = y.add(1);
    FloatVector c = y.add(2);
    FloatVector d = y.add(3);
    FloatVector e = y.add(4);
    FloatVector f = y.add(5);
    FloatVector g = y.add(6);
    FloatVector h = y.add(7);
    FloatVector i = y.add(8);
    FloatVector j = y.add(9);
    FloatVector k = y.add(10);
    FloatVector l = y.add(11);
    for (int n = 0; n < ROUNDS; n++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
      k = k.fma(x, y);
      l = l.fma(x, y);
    }
    rate.add(2.0 * SUMS * SPECIES.length() * ROUNDS, 0);
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }

  /** One array read and another written. */
  @Benchmark
  public float[] copy(Rate rate) {
    System.arraycopy(from, 0, to, 0, FLOATS);
    rate.add(0, 8.0 * FLOATS);
    return to;
  }
}
