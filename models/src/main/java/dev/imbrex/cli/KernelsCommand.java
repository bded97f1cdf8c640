package dev.imbrex.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What has to do with the programs that devices run. */
@Command(
    name = "kernels",
    description = "Writes the programs that a device runs.",
    mixinStandardHelpOptions = true,
    subcommands = KernelsExportCommand.class)
final class KernelsCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec s = Commands.require(spec);
    throw new ParameterException(s.commandLine(), "Say what to do, as in imbrex kernels export.");
  }
}
