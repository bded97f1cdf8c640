package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.data.Normalization;
import dev.imbrex.train.History;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells what is about to be trained, and what has come of it. */
final class TrainReport {
  private static final String ACCURACY = "val_accuracy";

  private final Output out;
  private final Choice choice;
  private final TrainJob job;

  TrainReport(Output out, Choice choice, TrainJob job) {
    this.out = out;
    this.choice = choice;
    this.job = job;
  }

  /** Tells what is about to be trained. */
  void begin() {
    out.say(
        "%s %s on %s: %,d pictures, %,d held out; %d epochs of batches of %d, seed %d",
        job.resumed() ? "going on with" : "training",
        job.run().model(),
        job.run().data().name(),
        job.data().train().size(),
        job.data().validation().size(),
        job.terms().epochs(),
        job.terms().batchSize(),
        job.terms().seed());
    job.run().data().changes().stream()
        .map(c -> "pictures are others than when the run began: " + c)
        .forEach(line -> out.say("%s", line));
    LeftOut.tell(out, job.data().leftOut());
    out.say("optimiser %s", LearningText.named(job.run().optimizer()));
    job.weights()
        .ifPresent(
            w -> {
              out.text(w.toString());
              Normalization n = job.run().normalization();
              out.say(
                  "  pixels, from 0 to 1, less the mean %s, divided by the deviation %s",
                  n.mean(), n.deviation());
            });
    job.learning().forEach((name, value) -> out.say("%s %s", name, value));
    out.text(job.model().summary());
    out.event(
        "begin",
        "version",
        Version.library(),
        "java",
        Version.java(),
        "backend",
        choice.device().id(),
        "device",
        choice.device().name(),
        "model",
        job.run().model(),
        "parameters",
        job.model().countParams(),
        "data",
        job.run().data().config(),
        "epochs",
        job.terms().epochs(),
        "batch",
        job.terms().batchSize(),
        "seed",
        job.terms().seed(),
        "optimizer",
        job.run().optimizer(),
        "loss",
        job.trainer().objective(job.model()).loss().config(),
        "run",
        job.run().folder().toString());
  }

  /**
   * Tells what has come of it.
   *
   * @param pages makes the page about the run, if there is to be one
   */
  void end(History h, Supplier<Optional<RunPage>> pages) {
    out.say("%s", h.end().reason());
    if (!h.epochs().isEmpty()) {
      History.Epoch best = best(h);
      out.say(
          "%.2f%% of the held-out pictures right, at best %.2f%% (epoch %d)",
          100 * figure(h.last(), ACCURACY), 100 * figure(best, ACCURACY), best.number());
      out.say("images/s counts pictures and time of training steps; validation is left out");
    }
    Optional<RunPage> page = pages.get();
    String folder = job.run().folder().toString();
    out.say("The run is in %s.", folder);
    page.ifPresent(p -> out.say("  report:  %s (made in %.1f s)", p.file(), p.seconds()));
    out.say("  predict: ./imbrex predict %s PICTURE…", folder);
    out.say("  resume:  ./imbrex train --resume %s --epochs %d", folder, job.terms().epochs());
    event(h, page);
  }

  private static History.Epoch best(History h) {
    return h.epochs().stream()
        .max(Comparator.comparingDouble(e -> e.figures().getOrDefault(ACCURACY, 0.0)))
        .orElseThrow();
  }

  private static double figure(History.Epoch e, String name) {
    return e.figures().getOrDefault(name, Double.NaN);
  }

  private void event(History h, Optional<RunPage> page) {
    int pictures = job.data().train().size();
    double seconds = h.epochs().stream().mapToDouble(History.Epoch::seconds).sum();
    double steps = h.epochs().stream().mapToDouble(e -> pictures / e.imagesPerSecond()).sum();
    boolean any = !h.epochs().isEmpty();
    out.event(
        "end",
        "reason",
        h.end().reason(),
        "interrupted",
        h.end().kind() == History.Kind.INTERRUPTED,
        "backend",
        choice.device().id(),
        "device",
        choice.device().name(),
        "val_accuracy",
        any ? figure(h.last(), ACCURACY) : Double.NaN,
        "val_loss",
        any ? figure(h.last(), "val_loss") : Double.NaN,
        "images_per_second",
        any ? h.epochs().size() * (double) pictures / steps : 0.0,
        "epochs",
        h.epochs().size(),
        "seconds",
        seconds,
        "report",
        page.map(p -> p.file().toString()).orElse(""),
        "run",
        job.run().folder().toString());
  }
}
