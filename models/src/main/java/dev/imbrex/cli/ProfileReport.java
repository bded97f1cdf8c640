package dev.imbrex.cli;

import dev.imbrex.spi.NodeTime;
import dev.imbrex.train.Callback;
import dev.imbrex.train.History;
import dev.imbrex.train.Training;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Shows at the end of training where its time went: op by op, then layer by layer. */
final class ProfileReport implements Callback {
  private static final String HEADER = "  share  ms/step  GFLOP/s    GB/s";
  private static final String FIGURES = " %5.1f%%  %7.3f  %7.1f  %6.1f";

  /** People are not shown ops with a smaller share than this: there are many of them. */
  private static final double LEAST = 0.001;

  /** What nodes have in common that are shown in one line. */
  private record Key(String layer, String op, String kernel) {}

  /** A line: what nodes with the same key took together. */
  private record Row(Key key, long nanos, double flops, double bytes) {
    Row plus(Row other) {
      return new Row(key, nanos + other.nanos, flops + other.flops, bytes + other.bytes);
    }

    double gflops() {
      return nanos == 0 ? 0 : flops / nanos;
    }

    double gigabytes() {
      return nanos == 0 ? 0 : bytes / nanos;
    }
  }

  private final Output out;
  private long stepsBefore;

  ProfileReport(Output out) {
    this.out = out;
  }

  @Override
  public void onTrainBegin(Training t) {
    stepsBefore = t.totalSteps();
  }

  @Override
  public void onTrainEnd(Training t, History history) {
    long steps = t.totalSteps() - stepsBefore;
    List<NodeTime> times = t.profile();
    if (steps < 1 || times.isEmpty()) {
      out.say(
          "There is no profile: %s.",
          steps < 1 ? "no step was done" : t.device().id() + " does not measure its ops");
      return;
    }
    show(times, steps, t.waitedSeconds());
  }

  private void show(List<NodeTime> times, long steps, double waited) {
    List<Row> ops = rows(times, n -> new Key(layer(n), n.op(), n.kernel()));
    List<Row> layers = rows(times, n -> new Key(layer(n), "", ""));
    long all = times.stream().mapToLong(NodeTime::nanos).sum();
    String names =
        column(ops, "layer", Key::layer)
            + column(ops, "op", Key::op)
            + column(ops, "kernel", Key::kernel);
    out.say("");
    out.say("Where the time of %,d steps went, by op and by layer:", steps);
    out.say(names + HEADER, "layer", "op", "kernel");
    ops.forEach(r -> line("op", names, r, all, steps));
    List<Row> small = ops.stream().filter(r -> share(r, all) < LEAST).toList();
    if (!small.isEmpty()) {
      Row rest = small.stream().reduce(Row::plus).orElseThrow();
      say(names, new Key(small.size() + " more", "", ""), rest, all, steps);
    }
    out.say(names + HEADER, "layer", "", "");
    layers.forEach(r -> line("layer", names, r, all, steps));
    out.say(names + " %5.1f%%  %7.3f", "all", "", "", 100.0, all * 1e-6 / steps);
    out.say("Waited for pictures to be ready: %.3f ms a step.", waited * 1e3 / steps);
    out.event("waited", "seconds", waited, "steps", steps);
    out.say("");
  }

  private static String layer(NodeTime t) {
    return t.source().isEmpty() ? "-" : t.source();
  }

  /** Adds up the nodes of each key; what took longest comes first. */
  private static List<Row> rows(List<NodeTime> times, Function<NodeTime, Key> key) {
    Map<Key, Row> sums = new LinkedHashMap<>();
    for (NodeTime t : times) {
      Key k = key.apply(t);
      sums.merge(k, new Row(k, t.nanos(), t.flops(), t.bytes()), Row::plus);
    }
    List<Row> sorted = new ArrayList<>(sums.values());
    sorted.sort(Comparator.comparingLong(r -> -r.nanos));
    return sorted;
  }

  /** Returns the format of a column that is wide enough for its title and all texts. */
  private static String column(List<Row> rows, String title, Function<Key, String> text) {
    int width =
        rows.stream().mapToInt(r -> text.apply(r.key).length()).reduce(title.length(), Math::max);
    return "%-" + width + "s  ";
  }

  private static double share(Row r, long all) {
    return all == 0 ? 0 : (double) r.nanos / all;
  }

  private void line(String kind, String names, Row r, long all, long steps) {
    if (kind.equals("layer") || share(r, all) >= LEAST) {
      say(names, r.key, r, all, steps);
    }
    out.event(
        "profile",
        "of",
        kind,
        "layer",
        r.key.layer,
        "op",
        r.key.op,
        "kernel",
        r.key.kernel,
        "share",
        share(r, all),
        "ms_per_step",
        r.nanos * 1e-6 / steps,
        "gflops",
        r.gflops(),
        "gb_per_second",
        r.gigabytes());
  }

  private void say(String names, Key key, Row r, long all, long steps) {
    out.say(
        names + FIGURES,
        key.layer,
        key.op,
        key.kernel,
        100 * share(r, all),
        r.nanos * 1e-6 / steps,
        r.gflops(),
        r.gigabytes());
  }
}
