package dev.imbrex.bench.peers;

import dev.imbrex.bench.LimitBenchmark;
import dev.imbrex.bench.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;

/** What the machine can do at most, measured between the rounds of the libraries. */
final class Limit implements AutoCloseable {
  private static final int CALLS = 20;

  /** A copy of what caches do not hold takes that much longer. */
  private static final int COPIES = 4;

  private final int threads = Runtime.getRuntime().availableProcessors();
  private final ExecutorService pool = Executors.newFixedThreadPool(threads);
  private final List<LimitBenchmark> each = new ArrayList<>();

  Limit() {
    for (int i = 0; i < threads; i++) {
      LimitBenchmark b = new LimitBenchmark();
      b.prepare();
      each.add(b);
    }
  }

  /** Returns multiply-adds of all processors together, in GFLOP/s. */
  double gflops() throws Exception {
    return together(
        (b, rate) -> {
          for (int i = 0; i < CALLS; i++) {
            b.multiplyAdd(rate);
          }
        },
        rate -> rate.gflop);
  }

  /** Returns what all processors together read and write in a copy, in GB/s. */
  double gbytes() throws Exception {
    return together(
        (b, rate) -> {
          for (int i = 0; i < COPIES; i++) {
            b.copy(rate);
          }
        },
        rate -> rate.gbyte);
  }

  /** Returns the sum over all processors of how much work a nanosecond sees, in units of 1e9. */
  private double together(BiConsumer<LimitBenchmark, Rate> work, ToDoubleFunction<Rate> amount)
      throws Exception {
    List<Future<Double>> rates = new ArrayList<>();
    for (LimitBenchmark b : each) {
      rates.add(
          pool.submit(
              () -> {
                Rate rate = new Rate();
                long begin = System.nanoTime();
                work.accept(b, rate);
                return amount.applyAsDouble(rate) * 1e9 / (System.nanoTime() - begin);
              }));
    }
    double sum = 0;
    for (Future<Double> r : rates) {
      sum += r.get();
    }
    return sum;
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
