package dev.imbrex.cli;

import dev.imbrex.zoo.Network;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pictures a network is trained on, and how many at once; for all commands that need it. */
final class SourceOptions {
  static final int DEFAULT_BATCH = 64;

  @Option(
      names = "--data",
      paramLabel = "NAME",
      description =
          "digits, mnist, fashion-mnist, cifar10, or folder:PATH for pictures of one's own, a"
              + " sub-folder per class (default: what suits the network).")
  private @Nullable String data;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      description = "Where the data set's files are (default: the cache).")
  private @Nullable Path dataDir;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Uses the first N pictures of the training set only.")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Pictures per step (default: ${DEFAULT-VALUE}).")
  private int batch = DEFAULT_BATCH;

  /** Returns the name of the data set: the one that suits the network, if none is given. */
  String name(Network network) {
    String named = data;
    return named == null ? network.dataSet() : named;
  }

  /** Returns where the data set's files are said to be. */
  Optional<Path> folder() {
    return Optional.ofNullable(dataDir);
  }

  int limit() {
    return Ranges.atLeast(1, "--limit", limit);
  }

  int batch() {
    return Ranges.atLeast(1, "--batch", batch);
  }
}
