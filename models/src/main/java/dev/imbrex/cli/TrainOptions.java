package dev.imbrex.cli;

import dev.imbrex.data.Normalization;
import dev.imbrex.io.RunFolder;
import dev.imbrex.train.Checkpoints;
import dev.imbrex.train.TimeLimit;
import dev.imbrex.zoo.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** On what, how long and where to train. */
final class TrainOptions {
  private static final int DEFAULT_EPOCHS = 10;

  @Mixin private SourceOptions source = new SourceOptions();

  @ArgGroup(validate = false, heading = "Pictures of folder:PATH%n")
  private OwnPictures own = new OwnPictures();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often to go through the data (default: " + DEFAULT_EPOCHS + ").")
  private @Nullable Integer epochs;

  @Option(names = "--seed", description = "For everything random (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--augment",
      paramLabel = "LIST",
      description =
          "How pictures are varied in training: flip, shift:PIXELS, crop:PIXELS, rotate:DEGREES,"
              + " noise:DEVIATION, brightness:SHARE, cutout:PIXELS, with commas between.")
  private String augment = "";

  @Mixin private LearningOptions learning = new LearningOptions();

  @ArgGroup(validate = false, heading = "What the network begins with%n")
  private StartOptions start = new StartOptions();

  @Option(
      names = "--standardize",
      description = "Gives pixels mean 0 and deviation 1 instead of 0 to 1.")
  private boolean standardize;

  @Option(
      names = "--early-stop",
      paramLabel = "EPOCHS",
      description = "Stops when the validation loss has not fallen for so many epochs.")
  private @Nullable Integer earlyStop;

  @Option(
      names = "--max-time",
      paramLabel = "TIME",
      description = "Stops after this time, such as 90s, 10m or 8h.")
  private @Nullable String maxTime;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      description = "Writes a checkpoint after so many steps too (default: after epochs only).")
  private @Nullable Integer checkpointEvery;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "The run's folder (default: a new one under runs).")
  private @Nullable Path out;

  /** Returns what to train a network on. */
  DataOptions data(Network network) {
    int limit = source.limit();
    String name = source.name(network);
    own.requireFolder(name);
    return DataOptions.of(name, dataFolder(), own.options(network.inputShape()))
        .with(standardize, limit, AugmentList.parse(augment));
  }

  /** Returns where the data set's files are said to be. */
  Optional<Path> dataFolder() {
    return source.folder();
  }

  /** Returns how often to go through the data in all. */
  int epochs() {
    return count("--epochs", epochs, DEFAULT_EPOCHS);
  }

  /** Returns the number of epochs if it is given. */
  Optional<Integer> epochsIfGiven() {
    return epochs == null ? Optional.empty() : Optional.of(epochs());
  }

  /** Returns what a new run learns by. */
  LearningOptions learning() {
    return learning;
  }

  /** Returns how pixels are read, if that is not left to the data. */
  Optional<Normalization> normalization() {
    return start.normalization(standardize);
  }

  /** Returns what a new run begins with. */
  StartOptions start() {
    return start;
  }

  int batch() {
    return source.batch();
  }

  long seed() {
    return seed;
  }

  /** Returns what watches over a new run. */
  Guards guards(boolean plateau) {
    return new Guards(plateau, count("--early-stop", earlyStop, 0), checkpointEvery(0));
  }

  /** Returns after how many steps a checkpoint is written. */
  int checkpointEvery(int orElse) {
    return count("--checkpoint-every", checkpointEvery, orElse);
  }

  /** Returns when to stop. */
  Optional<TimeLimit> timeLimit() {
    return Optional.ofNullable(maxTime).map(t -> TimeLimit.of(duration(t)));
  }

  /**
   * Returns the folder of a new run.
   *
   * @throws IllegalArgumentException if it holds a run already
   */
  Path folder(Network network, DataOptions options) throws IOException {
    Path chosen = out;
    if (chosen == null) {
      String name = network.name().replaceAll("[^A-Za-z0-9.-]+", "-");
      return RunFolder.create(Path.of("runs"), name + "-" + options.shortName());
    }
    if (Files.exists(chosen.resolve(Checkpoints.LAST))) {
      throw new IllegalArgumentException(
          chosen + " already holds a run; resume it with --resume, or choose another folder.");
    }
    return chosen;
  }

  private static int count(String option, @Nullable Integer given, int orElse) {
    return given == null ? orElse : Ranges.atLeast(1, option, given);
  }

  private static Duration duration(String text) {
    if (!text.matches("\\d{1,6}[smh]")) {
      throw new IllegalArgumentException(
          "A time is a number with s, m or h behind it, such as 90s or 10m, but got " + text + ".");
    }
    long n = Long.parseLong(text.substring(0, text.length() - 1));
    switch (text.charAt(text.length() - 1)) {
      case 's':
        return Duration.ofSeconds(n);
      case 'm':
        return Duration.ofMinutes(n);
      default:
        return Duration.ofHours(n);
    }
  }
}
