package dev.imbrex.opencl.tune;

import dev.imbrex.spi.Backend;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.TuningLevel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Finds the fastest way to run an op: builds and checks one way after the other, writing each into
 * the journal first, then times those that are right in turns, drops the hopeless ones early, and
 * compares medians.
 */
final class Tuner {
  /** Begins what is said of a way that is no good. */
  static final String REFUSED = "not taken: ";

  /** Tensors of more bytes are measured with fewer pictures. */
  private static final long MOST_BYTES = 512L << 20;

  /** A sample takes so long at least, or the clock and the start of a queue are measured. */
  private static final double SAMPLE_NANOS = 2e6;

  /** What is this much slower than the best so far is not timed any longer. */
  private static final double HOPELESS = 1.5;

  /** How much faster than the usual way another must be: less could be chance. */
  private static final double FASTER = 1.03;

  /** How much faster an algorithm must be that sums otherwise than the definition. */
  private static final double FASTER_IF_LESS_PRECISE = 1.2;

  private static final int FEWEST_ROUNDS = 3;

  private final Backend backend;
  private final Ways ways;
  private final Journal journal;
  private final Budget budget;
  private final LongSupplier nanos;
  private final Consumer<String> progress;

  /** How many ops there were, and how long other ways than the usual were built and checked. */
  private int ops;

  private long tried;

  /**
   * How long an op may take.
   *
   * @param tryNanos how long ways are built and checked, on average over the ops so far; one
   *     besides the usual is always tried, for it may be built already, as another op's
   * @param rounds how often each way is timed at most
   * @param timeNanos after so long nothing is timed any more
   */
  record Budget(TuningLevel level, long tryNanos, int rounds, long timeNanos) {
    static Budget of(TuningLevel level, DeviceKind kind) {
      if (level == TuningLevel.FULL) {
        return new Budget(level, 120_000_000_000L, 15, 3_000_000_000L);
      }
      // On a CPU one build takes half a second, and there is less to be gained.
      boolean cpu = kind == DeviceKind.CPU;
      return new Budget(level, cpu ? 500_000_000L : 1_000_000_000L, 7, 200_000_000L);
    }
  }

  /** A way that is right, and its times. */
  private static final class Runner {
    private final Ways.Way way;
    private final Invocation ready;
    private final List<Double> times = new ArrayList<>();
    private int runs = 1;

    Runner(Ways.Way way, Invocation ready) {
      this.way = way;
      this.ready = ready;
    }

    double median() {
      double[] sorted = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      return sorted[sorted.length / 2];
    }

    double best() {
      return times.stream().mapToDouble(Double::doubleValue).min().orElse(Double.MAX_VALUE);
    }
  }

  /**
   * Creates it.
   *
   * @param nanos the clock, as {@link System#nanoTime}
   */
  Tuner(
      Backend backend,
      Ways ways,
      Journal journal,
      Budget budget,
      LongSupplier nanos,
      Consumer<String> progress) {
    this.backend = backend;
    this.ways = ways;
    this.journal = journal;
    this.budget = budget;
    this.nanos = nanos;
    this.progress = progress;
  }

  /**
   * Finds the fastest way.
   *
   * @param known says which ways took a process down
   * @return empty if there is no choice, or nothing that computes the right thing
   */
  Optional<TuningRecord.Entry> tune(OpShape op, TuningRecord known) throws IOException {
    List<Ways.Way> all = ways.of(op);
    if (all.size() < 2
        || known.blames().contains(new TuningRecord.Blame(op.text(), all.get(0).name()))) {
      return Optional.empty();
    }
    Ways.Way usual = all.get(0);
    List<Ways.Way> left = new ArrayList<>(all);
    left.removeIf(w -> !w.equals(usual) && known.isBad(w.name()));
    int failed = all.size() - left.size();
    Exactness exactness = new Exactness(op);
    OpShape measured = SmallShape.within(op, MOST_BYTES);
    double scale = op.work().flops() / measured.work().flops();
    try (Bench bench = new Bench(backend, measured)) {
      List<Runner> right = new ArrayList<>();
      float[][] expected = null;
      ops++;
      for (Ways.Way w : left) {
        if (right.size() > 1 && tried > budget.tryNanos * ops) {
          break;
        }
        long begin = nanos.getAsLong();
        progress.accept("trying " + w.name());
        journal.trying(op, w.name());
        try {
          Runner r = new Runner(w, bench.ready(w.name()));
          float[][] results = bench.results(r.ready);
          Optional<String> wrong =
              expected == null
                  ? Optional.empty()
                  : exactness.difference(results, expected, w).map(d -> d + " of " + op.text());
          wrong = wrong.or(() -> exactness.onSmall(backend, w));
          if (wrong.isPresent()) {
            throw new IllegalStateException(wrong.orElseThrow());
          }
          expected = expected == null && w.precise() ? results : expected;
          right.add(r);
        } catch (RuntimeException e) {
          // That one is no good; what is wrong with it is for its driver's maker.
          failed++;
          progress.accept(REFUSED + w.name() + ": " + String.valueOf(e.getMessage()).strip());
        }
        journal.done();
        tried += w.equals(usual) ? 0 : nanos.getAsLong() - begin;
      }
      if (right.isEmpty()) {
        return Optional.empty();
      }
      race(bench, right);
      return Optional.of(entry(op, scale, usual, right, failed));
    }
  }

  /** Returns how long each of so many runs takes. */
  private double time(Bench bench, Runner r, int runs) {
    bench.run(r.ready, 0);
    long begin = nanos.getAsLong();
    bench.run(r.ready, runs);
    return (double) (nanos.getAsLong() - begin) / runs;
  }

  private void race(Bench bench, List<Runner> right) {
    for (Runner r : right) {
      double warm = time(bench, r, 1);
      r.runs = (int) Math.max(1, Math.min(1000, SAMPLE_NANOS / Math.max(1, warm)));
    }
    List<Runner> racing = new ArrayList<>(right);
    long begin = nanos.getAsLong();
    for (int round = 0; round < budget.rounds; round++) {
      if (round >= FEWEST_ROUNDS && nanos.getAsLong() - begin > budget.timeNanos) {
        return;
      }
      for (Runner r : racing) {
        r.times.add(time(bench, r, r.runs));
        progress.accept("timing " + r.way.name());
      }
      double best = racing.stream().mapToDouble(Runner::best).min().orElse(0);
      // The usual way stays in the race, for it is what others are compared with.
      racing.removeIf(r -> r != right.get(0) && r.best() > HOPELESS * best);
    }
  }

  private TuningRecord.Entry entry(
      OpShape op, double scale, Ways.Way usual, List<Runner> right, int failed) {
    Runner before =
        right.stream().filter(r -> r.way.equals(usual)).findFirst().orElse(right.get(0));
    Comparator<Runner> faster = Comparator.comparingDouble(Runner::median);
    Runner best = right.stream().filter(r -> r.way.precise()).min(faster).orElse(before);
    if (before.way.precise() && best.median() * FASTER > before.median()) {
      best = before;
    }
    Optional<Runner> rough = right.stream().filter(r -> !r.way.precise()).min(faster);
    if (rough.isPresent() && rough.get().median() * FASTER_IF_LESS_PRECISE <= best.median()) {
      best = rough.get();
    }
    boolean usualIsRight = before.way.equals(usual);
    return new TuningRecord.Entry(
        op.text(),
        best.way.name(),
        scale * best.median(),
        usual.name(),
        usualIsRight ? scale * before.median() : 0,
        failed,
        budget.level);
  }
}
