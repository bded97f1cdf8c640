package dev.imbrex.cli;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.nn.weights.WeightsReport;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.train.Checkpoint;
import dev.imbrex.train.Fit;
import dev.imbrex.train.Trainer;
import dev.imbrex.zoo.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What is trained, on what, and how.
 *
 * @param resumed whether it goes on with an earlier run
 * @param weights what a new run has read of a file of weights, if it begins with one
 */
record TrainJob(
    Run run,
    Model model,
    Trainer trainer,
    Fit terms,
    DataOptions.Loaded data,
    boolean resumed,
    Optional<WeightsReport> weights) {

  /** Chooses the folder of a run, once it is known that its data can be had. */
  private interface Place {
    Path of(DataOptions data) throws IOException;
  }

  /** Returns the job of a new run, whose folder need not be there yet. */
  static TrainJob begin(
      Output out,
      Backend backend,
      Network network,
      TrainOptions options,
      OptimizerOptions optimizer)
      throws IOException {
    return begin(out, backend, network, options, optimizer, data -> options.folder(network, data));
  }

  /** Returns a job that is as that of a new run, but has no folder and may write nothing. */
  static TrainJob trial(
      Output out,
      Backend backend,
      Network network,
      TrainOptions options,
      OptimizerOptions optimizer)
      throws IOException {
    return begin(out, backend, network, options, optimizer, data -> Path.of(""));
  }

  private static TrainJob begin(
      Output out,
      Backend backend,
      Network network,
      TrainOptions options,
      OptimizerOptions optimizer,
      Place place)
      throws IOException {
    DataOptions data = options.data(network);
    Guards guards = options.guards(optimizer.plateau());
    int epochs = options.epochs();
    int batch = options.batch();
    options.timeLimit();
    DataOptions.Loaded loaded = data.load(out, options.normalization());
    StartOptions.Started started = options.start().start(create(network, loaded), options.seed());
    long steps = (long) epochs * ((loaded.train().size() + batch - 1) / batch);
    LearningOptions learning = options.learning();
    Optimizer chosen = learning.optimizer(optimizer.create(steps));
    Trainer trainer =
        trainer(backend, chosen).loss(learning.loss(loaded.train())).metrics(learning.metrics());
    Fit terms = Fit.epochs(epochs).batchSize(batch).seed(options.seed());
    Run run =
        new Run(
            place.of(data),
            network.name(),
            loaded.options(),
            loaded.normalization(),
            loaded.border(),
            loaded.train().classNames(),
            guards,
            chosen.config());
    return new TrainJob(run, started.model(), trainer, terms, loaded, false, started.weights());
  }

  /** Says what is learnt by: the loss, metrics, constraints and penalties, by name. */
  Map<String, String> learning() {
    return LearningText.of(model, trainer.objective(model), run.classes());
  }

  /** Returns what trains every network that is chosen by name. */
  static Trainer trainer(Backend backend, Optimizer optimizer) {
    return Trainer.on(backend)
        .optimizer(optimizer)
        .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
        .metrics(Metric.ACCURACY);
  }

  static Model create(Network network, DataOptions.Loaded data) {
    try {
      return network.create(data.train().exampleShape(), data.train().classes());
    } catch (ShapeException e) {
      throw new IllegalArgumentException(
          "The network "
              + network.name()
              + " does not take pictures of "
              + data.train().exampleShape()
              + ", but was made for "
              + network.inputShape()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /**
   * Returns the job that goes on where a run has ended.
   *
   * @param epochs their number in all, if it is another than before
   * @param changedToo whether it goes on where the pictures are others than before
   * @param tuned whether it takes the ways to run ops that are best now, not those it has taken
   */
  static TrainJob goOn(
      Output out,
      Backend backend,
      Run run,
      Optional<Integer> epochs,
      boolean changedToo,
      boolean tuned) {
    Checkpoint c = tuned ? run.last().withoutWays() : run.last();
    DataOptions.Loaded loaded =
        run.data().loadAgain(out, run.normalization(), run.border(), c.epochs().size(), changedToo);
    Fit before = c.fit();
    Fit terms =
        epochs
            .map(
                n ->
                    Fit.epochs(n)
                        .batchSize(before.batchSize())
                        .seed(before.seed())
                        .shuffle(before.shuffle())
                        .resume(c))
            .orElse(before);
    // Once allowed, for good: the last checkpoint may still be one of the pictures before.
    boolean others = !loaded.options().changes().isEmpty();
    return new TrainJob(
        run.withData(loaded.options()),
        c.model(),
        c.trainer(backend),
        terms.allowChangedData(others),
        loaded,
        true,
        Optional.empty());
  }
}
