package dev.imbrex.cli;

import dev.imbrex.spi.CommandProvider;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: {@code imbrex train}, {@code imbrex devices}, … */
@Command(
    name = "imbrex",
    description = "Trains and runs convolutional networks on whatever computes.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DevicesCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      SummaryCommand.class
    })
public final class Main implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows where in the program an error happened.")
  private boolean debug;

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(
        run(
            args,
            new PrintWriter(System.out, true, Charset.defaultCharset()),
            new PrintWriter(System.err, true, Charset.defaultCharset())));
  }

  /** Runs a command and returns its exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    for (CommandProvider p : ServiceLoader.load(CommandProvider.class)) {
      line.addSubcommand(p.command());
    }
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Failures::usage);
    line.setExecutionExceptionHandler((e, l, parsed) -> Failures.of(e, err, main.debug));
    return line.execute(args);
  }

  @Override
  public void run() {
    CommandSpec s = spec;
    if (s != null) {
      s.commandLine().usage(s.commandLine().getOut());
    }
  }
}
