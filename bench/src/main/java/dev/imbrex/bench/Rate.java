package dev.imbrex.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a call amounts to, so that benchmarks show GFLOP/s and GB/s beside calls per second. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Rate {
  /** Thousand million floating-point operations. */
  public double gflop;

  /** Thousand million bytes that have to be read or written at least. */
  public double gbyte;

  /** Starts an iteration. */
  @Setup(Level.Iteration)
  public void reset() {
    gflop = 0;
    gbyte = 0;
  }

  /** Counts a call. */
  void add(double operations, double bytes) {
    gflop += operations * 1e-9;
    gbyte += bytes * 1e-9;
  }
}
