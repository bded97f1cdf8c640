package dev.imbrex.train;

import dev.imbrex.io.AtomicFiles;
import dev.imbrex.nn.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a checkpoint after every epoch and at the end: {@value #LAST}, with the one before it as
 * {@code last.previous}, and {@value #BEST}, the one with the best figure so far.
 *
 * <p>A checkpoint that can not be written, as on a full disk, is reported in the log while training
 * goes on; if the last of all can not be written, training ends with that error.
 */
public final class Checkpoints implements Callback {
  /** The folder of the last checkpoint. */
  public static final String LAST = "last";

  /** The folder of the best. */
  public static final String BEST = "best";

  private final Path folder;
  private final Optional<Monitor> monitor;
  private final int everySteps;
  private double bestFigure = Double.NaN;
  private long savedAt;
  private @Nullable IOException failure;

  private Checkpoints(Path folder, Optional<Monitor> monitor, int everySteps) {
    this.folder = folder;
    this.monitor = monitor;
    this.everySteps = everySteps;
  }

  /** Returns the callback that writes into a folder, which is made if it is missing. */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, Optional.empty(), 0);
  }

  /** Returns the callback that also keeps the best by a figure. */
  public Checkpoints best(Monitor figure) {
    return new Checkpoints(folder, Optional.of(figure), everySteps);
  }

  /** Returns the callback that also writes the last checkpoint after every so many steps. */
  public Checkpoints everySteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "Checkpoints are written every 1 step or more, not " + steps + ".");
    }
    return new Checkpoints(folder, monitor, steps);
  }

  @Override
  public void onTrainBegin(Training training) {
    bestFigure = Double.NaN;
    savedAt = -1;
    failure = null;
  }

  @Override
  public void onStepEnd(Training training) {
    if (everySteps > 0
        && training.totalSteps() % everySteps == 0
        && training.step() < training.stepsPerEpoch()) {
      saveLast(training);
    }
  }

  @Override
  public void onEpochEnd(Training training, History.Epoch epoch) {
    boolean best = false;
    if (monitor.isPresent()) {
      Monitor m = monitor.orElseThrow();
      double figure = m.value(epoch.figures());
      best = m.better(figure, bestFigure, 0);
      if (best) {
        bestFigure = figure;
      }
    }
    // The best first: killed in between, training resumes before this epoch and writes it again.
    if (best) {
      saveBest(training);
    }
    saveLast(training);
  }

  @Override
  public void onTrainEnd(Training training, History history) {
    if (savedAt != position(training)) {
      saveLast(training);
    }
    IOException e = failure;
    if (e != null) {
      throw new UncheckedIOException(
          "The last checkpoint could not be written to " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Tells the end of an epoch before validation, and behind it, apart. */
  private static long position(Training training) {
    return 2 * training.totalSteps() + (training.step() == 0 ? 1 : 0);
  }

  private void saveLast(Training training) {
    try {
      training.save(folder.resolve(LAST));
      savedAt = position(training);
      failure = null;
    } catch (IOException e) {
      failed(e);
    }
  }

  private void saveBest(Training training) {
    Path best = folder.resolve(BEST);
    try {
      training.save(best);
      training.loop().disk().delete(AtomicFiles.previous(best));
    } catch (IOException e) {
      failed(e);
    }
  }

  private void failed(IOException e) {
    failure = e;
    System.getLogger(Checkpoints.class.getName())
        .log(
            System.Logger.Level.WARNING,
            "A checkpoint could not be written to " + folder + "; training goes on: " + e);
  }

  @Override
  public Memory memory() {
    return Double.isNaN(bestFigure)
        ? Memory.NONE
        : new Memory(Config.map("best", bestFigure), Map.of());
  }

  @Override
  public void restore(Memory memory) {
    bestFigure = Config.of("memory of checkpoints", memory.values()).number("best", Double.NaN);
  }
}
