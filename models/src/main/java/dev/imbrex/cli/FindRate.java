package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.train.Fit;
import dev.imbrex.train.History;
import dev.imbrex.train.LearningRateRange;
import dev.imbrex.train.LearningRateRange.Point;
import dev.imbrex.zoo.Network;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Looks for a learning rate, as {@code train --find-lr} does. */
final class FindRate {
  private static final double LEAST = 1e-6;
  private static final double GREATEST = 10;
  private static final int STEPS = 141;
  private static final int LINES = 20;
  private static final int WIDTH = 40;

  private FindRate() {}

  /** Trains with a growing rate and shows what became of the loss. */
  static int run(
      Output o, Choice choice, Network network, TrainOptions options, OptimizerOptions optimizer)
      throws IOException {
    TrainJob job = TrainJob.trial(o, choice.backend(), network, options, optimizer);
    LearningRateRange range = LearningRateRange.of(LEAST, GREATEST, STEPS);
    int perEpoch = Math.max(1, job.data().train().size() / job.terms().batchSize());
    Fit terms =
        Fit.epochs(STEPS / perEpoch + 1)
            .batchSize(job.terms().batchSize())
            .seed(job.terms().seed())
            .callbacks(range);
    o.say(
        "trying rates from %.0g to %.0g with %s on %s, batches of %d",
        LEAST, GREATEST, job.run().model(), job.run().data().name(), terms.batchSize());
    History h = job.trainer().fit(job.model(), job.data().train(), terms);
    List<Point> points = range.points();
    plot(o, points);
    for (Point p : points) {
      o.event("rate", "rate", p.rate(), "loss", p.loss(), "smoothed", p.smoothed());
    }
    Optional<Double> best = range.steepest();
    o.say("%s", h.end().reason());
    o.say(
        best.isPresent()
            ? "The loss fell most steeply at a rate of %.2g: try --lr %.1g."
            : "The loss never fell: look for a fault in the network or the data.",
        best.orElse(0.0),
        best.orElse(0.0));
    o.event("end", "suggestion", best.orElse(Double.NaN), "reason", h.end().reason());
    return best.isPresent() ? Failures.OK : Failures.INTERNAL;
  }

  /** Draws the smoothed losses as bars from the least up to half as much again as the first. */
  private static void plot(Output o, List<Point> points) {
    double top = points.get(0).smoothed() * 1.5;
    double least = points.stream().mapToDouble(Point::smoothed).min().orElse(0);
    o.say("%9s  %8s", "rate", "loss");
    int step = Math.max(1, points.size() / LINES);
    for (int i = 0; i < points.size(); i += step) {
      Point p = points.get(i);
      double share = Math.max(0, Math.min(1, (p.smoothed() - least) / (top - least)));
      String bar = Double.isNaN(share) ? "" : "#".repeat((int) Math.round(WIDTH * share));
      o.say("%9.2g  %8.4f  %s", p.rate(), p.smoothed(), bar);
    }
  }
}
