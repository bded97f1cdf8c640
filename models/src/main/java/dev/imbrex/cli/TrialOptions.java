package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.zoo.Network;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Ways to try a training out that leave nothing behind. */
final class TrialOptions {
  @Option(
      names = "--dry-run",
      description = "Does some steps, tells memory and time, and writes nothing.")
  private boolean dryRun;

  @Option(
      names = "--find-lr",
      description = "Tries learning rates out, suggests one, and writes nothing.")
  private boolean findRate;

  @Option(
      names = "--overfit",
      paramLabel = "N",
      description =
          "Learns N pictures by heart, which every sound network and training can, and writes"
              + " nothing.")
  private @Nullable Integer overfit;

  /** A training that is tried out. */
  interface Trial {
    /** Returns the exit code. */
    int run(Output o, Choice choice) throws IOException;
  }

  /** Returns what is to be tried, if anything. */
  Optional<Trial> trial(Network network, TrainOptions options, OptimizerOptions optimizer) {
    Integer few = overfit;
    int wanted = (dryRun ? 1 : 0) + (findRate ? 1 : 0) + (few == null ? 0 : 1);
    if (wanted > 1) {
      throw new IllegalArgumentException(
          "--dry-run, --find-lr and --overfit are different things; choose one.");
    }
    if (few != null) {
      int n = Ranges.atLeast(1, "--overfit", few);
      return Optional.of((o, c) -> Overfit.run(o, c, network, options, optimizer, n));
    }
    if (dryRun) {
      return Optional.of((o, c) -> DryRun.run(o, c, network, options, optimizer));
    }
    return findRate
        ? Optional.of((o, c) -> FindRate.run(o, c, network, options, optimizer))
        : Optional.empty();
  }
}
