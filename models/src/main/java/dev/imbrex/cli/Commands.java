package dev.imbrex.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What several commands need. */
final class Commands {
  private Commands() {}

  /** Returns what picocli has set before it called the command. */
  static CommandSpec require(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec, "picocli sets the specification before it calls");
  }
}
