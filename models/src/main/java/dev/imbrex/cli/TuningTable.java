package dev.imbrex.cli;

import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.spi.TunedOp;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows what was tuned: a line per layer and direction, before and after. */
final class TuningTable {
  private final Output out;

  TuningTable(Output out) {
    this.out = out;
  }

  void show(List<TunedOp> ops) {
    String names =
        column(ops, "layer", TuningTable::layer)
            + column(ops, "direction", t -> direction(t.op()))
            + column(ops, "of", TuningTable::shapes);
    String times = column(ops, "before", TunedOp::before) + "%9s %8s  ";
    String last = column(ops, "after", TunedOp::after) + "%9s %8s  %5s";
    String format = names + times + last;
    out.say(
        format,
        "layer",
        "direction",
        "of",
        "before",
        "ms",
        "GFLOP/s",
        "after",
        "ms",
        "GFLOP/s",
        "gain");
    for (TunedOp t : ops) {
      out.say(
          format,
          layer(t),
          direction(t.op()),
          shapes(t),
          t.before(),
          millis(t.beforeNanos()),
          rate(t.flops(), t.beforeNanos()),
          t.after(),
          millis(t.afterNanos()),
          rate(t.flops(), t.afterNanos()),
          gain(t.beforeNanos(), t.afterNanos()));
      event(t);
    }
    double before = ops.stream().mapToDouble(TunedOp::beforeNanos).sum();
    double after = ops.stream().mapToDouble(TunedOp::afterNanos).sum();
    int failed = ops.stream().mapToInt(TunedOp::failed).sum();
    out.say(
        format, "all", "", "", "", millis(before), "", "", millis(after), "", gain(before, after));
    if (failed > 0) {
      out.say(
          "%d ways did not build, computed something else or crashed, and were left out.", failed);
    }
  }

  private void event(TunedOp t) {
    out.event(
        "tuned",
        "layer",
        t.source(),
        "op",
        t.op().name(),
        "direction",
        direction(t.op()),
        "of",
        shapes(t),
        "before",
        t.before(),
        "ms_before",
        t.beforeNanos() * 1e-6,
        "after",
        t.after(),
        "ms_after",
        t.afterNanos() * 1e-6,
        "gflops_before",
        t.beforeNanos() > 0 ? t.flops() / t.beforeNanos() : 0,
        "gflops_after",
        t.afterNanos() > 0 ? t.flops() / t.afterNanos() : 0,
        "failed",
        t.failed());
  }

  private static String layer(TunedOp t) {
    return t.source().isEmpty() ? "-" : t.source();
  }

  private static String direction(Op op) {
    if (op instanceof Conv2dInputGrad || op instanceof MatMul m && m.transposeB()) {
      return "input gradient";
    }
    return op instanceof Conv2dFilterGrad || op instanceof MatMul n && n.transposeA()
        ? "weight gradient"
        : "forward";
  }

  /** Returns the first two inputs, such as {@code 64x28x28x1 5x5x1x6}. */
  private static String shapes(TunedOp t) {
    return t.inputs().stream().limit(2).map(TuningTable::shape).collect(Collectors.joining(" "));
  }

  private static String shape(TensorType t) {
    return Arrays.stream(t.shape().toArray())
        .mapToObj(String::valueOf)
        .collect(Collectors.joining("x"));
  }

  private static String millis(double nanos) {
    return nanos > 0 ? String.format(Locale.ROOT, "%.3f", nanos * 1e-6) : "-";
  }

  private static String rate(double flops, double nanos) {
    return nanos > 0 ? String.format(Locale.ROOT, "%.1f", flops / nanos) : "-";
  }

  private static String gain(double before, double after) {
    return before > 0 && after > 0 ? String.format(Locale.ROOT, "%.2fx", before / after) : "-";
  }

  private static String column(List<TunedOp> ops, String title, Function<TunedOp, String> text) {
    int width =
        ops.stream().mapToInt(t -> text.apply(t).length()).reduce(title.length(), Math::max);
    return "%-" + width + "s  ";
  }
}
