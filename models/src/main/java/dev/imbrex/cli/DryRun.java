package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.train.Callback;
import dev.imbrex.train.Training;
import dev.imbrex.zoo.Network;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Measures some steps of a training, as {@code train --dry-run} does. */
final class DryRun implements Callback {
  /** Long enough, with many steps, for compilers to have done their work. */
  private static final long ENOUGH = 3_000_000_000L;

  private static final int MANY = 100;

  /** As long as people wait, where steps are few. */
  private static final long PATIENCE = 20_000_000_000L;

  private static final int FEWEST = 3;
  private static final int MOST = 1 << 14;

  private final long[] nanos = new long[MOST];
  private int steps;
  private long begin;
  private long before;
  private long bytes;

  /** Trains a little and tells what it took. */
  static int run(
      Output o, Choice choice, Network network, TrainOptions options, OptimizerOptions optimizer)
      throws IOException {
    TrainJob job = TrainJob.trial(o, choice.backend(), network, options, optimizer);
    DryRun measured = new DryRun();
    job.trainer().fit(job.model(), job.data().train(), job.terms().callbacks(measured));
    measured.tell(o, choice, job, optimizer);
    return Failures.OK;
  }

  @Override
  public void onTrainBegin(Training t) {
    begin = System.nanoTime();
    before = begin;
  }

  @Override
  public void onStepEnd(Training t) {
    // Asked for its sums, the device has to end the step first.
    t.averages();
    long now = System.nanoTime();
    nanos[steps++] = now - before;
    before = now;
    bytes = t.allocatedBytes();
    long passed = now - begin;
    if ((steps >= MANY && passed > ENOUGH)
        || (steps >= FEWEST && passed > PATIENCE)
        || steps == MOST) {
      t.stop("Measured.");
    }
  }

  private void tell(Output o, Choice choice, TrainJob job, OptimizerOptions optimizer) {
    long[] last = Arrays.copyOfRange(nanos, steps / 2, steps);
    Arrays.sort(last);
    double each = last[last.length / 2] * 1e-9;
    int batch = Math.min(job.terms().batchSize(), job.data().train().size());
    int pictures = job.data().train().size();
    double epoch = each * pictures / batch;
    long weights = 4 * job.model().countParams();
    int slots = optimizer.create(1).slots();
    o.text(job.model().summary());
    o.say(
        "dry run of %s on %s: %,d steps of %d pictures; nothing was written",
        job.run().model(), job.run().data().name(), steps, batch);
    o.say(
        "memory  %s on the device: parameters %s, optimiser %s, all else %s",
        mib(bytes), mib(weights), mib(slots * weights), mib(bytes - (1 + slots) * weights));
    o.say(
        "time    %.2f ms a step (median of the last %,d; %.2f to %.2f), %,.0f images/s",
        1e3 * each, last.length, last[0] * 1e-6, last[last.length - 1] * 1e-6, batch / each);
    o.say(
        "        an epoch %s, %d epochs %s, validation and checkpoints not counted",
        Durations.text(epoch), job.terms().epochs(), Durations.text(epoch * job.terms().epochs()));
    o.event(
        "dry-run",
        "device",
        choice.device().id(),
        "steps",
        steps,
        "batch",
        batch,
        "device_bytes",
        bytes,
        "parameter_bytes",
        weights,
        "optimizer_bytes",
        slots * weights,
        "step_seconds",
        each,
        "images_per_second",
        batch / each,
        "epoch_seconds",
        epoch,
        "epochs",
        job.terms().epochs());
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / (double) (1 << 20));
  }
}
