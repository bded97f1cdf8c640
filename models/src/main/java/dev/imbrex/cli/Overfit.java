package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.train.Callback;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Fit;
import dev.imbrex.train.History;
import dev.imbrex.train.Training;
import dev.imbrex.zoo.Network;
import java.io.IOException;
import java.util.stream.IntStream;

/** Learns a few pictures by heart, as {@code train --overfit} does. */
final class Overfit {
  private static final int EPOCHS = 500;

  private Overfit() {}

  /** Trains until all of them are right, or for so many epochs. */
  static int run(
      Output o,
      Choice choice,
      Network network,
      TrainOptions options,
      OptimizerOptions optimizer,
      int pictures)
      throws IOException {
    TrainJob job = TrainJob.trial(o, choice.backend(), network, options, optimizer);
    Dataset all = job.data().unvaried();
    if (pictures > all.size()) {
      throw new IllegalArgumentException(
          String.format(
              "--overfit %d is more than the %d pictures of %s; choose fewer.",
              pictures, all.size(), all.name()));
    }
    // Spread evenly: where a data set is sorted by class, the first ones are all of one.
    Dataset few =
        all.subset(
            IntStream.range(0, pictures)
                .map(i -> (int) ((long) i * all.size() / pictures))
                .toArray());
    int epochs = options.epochsIfGiven().orElse(EPOCHS);
    Fit terms =
        Fit.epochs(epochs)
            .batchSize(Math.min(job.terms().batchSize(), pictures))
            .seed(job.terms().seed())
            .validation(few)
            .callbacks(new UntilRight(o));
    History h = job.trainer().fit(job.model(), few, terms);
    double right = h.last().figures().getOrDefault("val_accuracy", 0.0);
    boolean learnt = right == 1;
    int after = h.epochs().size();
    o.say(
        learnt
            ? "All %d pictures are right after %d epochs: the network can learn."
            : "Of %d pictures not all are right after %d epochs, but %.1f%%: try another --lr or"
                + " --optimizer, or look for a fault in the network or the data.",
        pictures,
        after,
        100 * right);
    o.event("overfit", "pictures", pictures, "epochs", after, "accuracy", right, "learnt", learnt);
    return learnt ? Failures.OK : Failures.INTERNAL;
  }

  /** Ends when everything is right; shows every tenth epoch. */
  private static final class UntilRight implements Callback {
    private final Output out;

    UntilRight(Output out) {
      this.out = out;
    }

    @Override
    public void onEpochEnd(Training t, History.Epoch e) {
      double right = e.figures().getOrDefault("val_accuracy", 0.0);
      if (e.number() % 10 == 0 || right == 1) {
        out.say(
            "epoch %d  loss %.4f  right %.1f%%",
            e.number(), e.figures().getOrDefault("loss", Double.NaN), 100 * right);
      }
      if (right == 1) {
        t.stop("All pictures are right.");
      }
    }
  }
}
