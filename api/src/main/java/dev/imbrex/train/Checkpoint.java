package dev.imbrex.train;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.io.Reading;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.loss.Losses;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.metric.Metrics;
import dev.imbrex.nn.optim.Optimizers;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.OpWays;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training as it was at one moment, read from a folder: to {@linkplain Fit#resume resume} on any
 * device, or for its {@link #model}.
 */
public final class Checkpoint {
  private final Path folder;
  private final Model model;
  private final TrainingState state;

  Checkpoint(Path folder, Model model, TrainingState state) {
    this.folder = folder;
    this.model = model;
    this.state = state;
  }

  /**
   * Reads a checkpoint.
   *
   * @param folder where it was written; if that was interrupted, the one before it is read
   * @throws ModelFormatException if there is none, or it is damaged
   * @throws java.io.UncheckedIOException if it can not be read
   */
  public static Checkpoint read(Path folder) {
    return CheckpointFiles.read(folder);
  }

  /** Returns the folder that it was read from. */
  public Path folder() {
    return folder;
  }

  /** Returns the model with its numbers at that moment. */
  public Model model() {
    return model;
  }

  /** Returns the epochs that were finished. */
  public List<History.Epoch> epochs() {
    return state.finished();
  }

  /** Returns how many steps were done. */
  public long totalSteps() {
    return state.snapshot().position.steps();
  }

  /**
   * Returns a trainer with the optimiser, loss and metrics of the checkpoint.
   *
   * @throws ModelFormatException if one of them is not known
   */
  public Trainer trainer(Backend backend) {
    return Reading.of(file(), () -> trainer(backend, settings()));
  }

  private static Trainer trainer(Backend backend, Config c) {
    List<Metric> metrics = c.sections(Settings.METRICS).stream().map(Metrics::fromConfig).toList();
    return Trainer.on(backend)
        .optimizer(Optimizers.fromConfig(section(c, Settings.OPTIMIZER)))
        .loss(Losses.fromConfig(section(c, Settings.LOSS)))
        .metrics(metrics);
  }

  /**
   * Returns terms with the epochs, batch size and seed of the checkpoint, which resume it.
   *
   * @throws ModelFormatException if one of them is not possible
   */
  public Fit fit() {
    return Reading.of(file(), () -> fit(settings()));
  }

  private Fit fit(Config c) {
    return Fit.epochs(state.epochs())
        .batchSize(c.integer(Settings.BATCH_SIZE))
        .seed(Long.parseLong(c.string(Settings.SEED)))
        .shuffle(c.flag(Settings.SHUFFLE, true))
        .resume(this);
  }

  /**
   * Returns this checkpoint without the ways in which its training has run ops, so that who resumes
   * it takes those that are best now: where its device has been tuned since, with other bits than
   * if it had gone on.
   */
  public Checkpoint withoutWays() {
    return new Checkpoint(folder, model, state.withWays(OpWays.NONE));
  }

  private Path file() {
    return folder.resolve(CheckpointFiles.TRAINING);
  }

  private Config settings() {
    return Config.of("settings in " + folder, state.settings());
  }

  private static Map<String, Object> section(Config c, String key) {
    return c.section(key)
        .orElseThrow(() -> new ModelFormatException("The " + c.what() + " lack " + key + "."));
  }

  TrainingState state() {
    return state;
  }

  /**
   * Says in a sentence if a device does not run ops in the ways of this training.
   *
   * @param taken what it does instead
   */
  Optional<String> otherWays(OpWays taken, String device) {
    OpWays mine = state.ways();
    if (mine.isEmpty()) {
      return Optional.empty();
    }
    if (!taken.device().equals(mine.device())) {
      return Optional.of(
          String.format(
              "The checkpoint %s names ways to run ops on '%s', which %s does not share; training"
                  + " goes on in its own, so that numbers may differ in their last bits.",
              folder, mine.device(), device));
    }
    List<Map.Entry<String, String>> missing =
        mine.byOp().entrySet().stream()
            .filter(e -> taken.byOp().containsKey(e.getKey()))
            .filter(e -> !e.getValue().equals(taken.byOp().get(e.getKey())))
            .toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    Map.Entry<String, String> first = missing.get(0);
    return Optional.of(
        String.format(
            "%s does not have %d of the ways to run ops that the checkpoint %s names, such as"
                + " %s for %s; training goes on with others there, so that numbers may differ in"
                + " their last bits.",
            device, missing.size(), folder, first.getValue(), first.getKey()));
  }

  /**
   * Checks that a training is the same as the one of the checkpoint.
   *
   * @param otherData whether its examples may be others, of the same shape and classes
   * @throws ModelFormatException if not; names the first difference
   */
  void requireSame(Map<String, Object> layers, Map<String, Object> settings, boolean otherData) {
    Differences.first(Settings.layers(model), layers)
        .ifPresent(
            d -> {
              throw new ModelFormatException(
                  "The checkpoint " + folder + " is of another model: " + d + ".");
            });
    Differences.first(
            otherData ? Settings.withoutExamples(state.settings()) : state.settings(),
            otherData ? Settings.withoutExamples(settings) : settings)
        .ifPresent(
            d -> {
              throw new ModelFormatException(
                  "The checkpoint " + folder + " is of another training: " + d + ".");
            });
  }
}
