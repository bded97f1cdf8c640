package dev.imbrex.cli;

import dev.imbrex.spi.CommandProvider;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.PicocliException;
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
      SummaryCommand.class,
      WeightsCommand.class,
      GradCheckCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      VisualizeCommand.class,
      KernelsCommand.class
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
    line.setOut(out);
    line.setErr(err);
    addProvided(line);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Failures::usage);
    line.setExecutionExceptionHandler((e, l, parsed) -> Failures.of(e, err, main.debug));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      return Failures.of(e, err, main.debug);
    }
  }

  /** Adds the commands of other modules; one that can not be loaded does not stop the others. */
  private static void addProvided(CommandLine line) {
    Iterator<CommandProvider> providers = ServiceLoader.load(CommandProvider.class).iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        line.addSubcommand(providers.next().command());
      } catch (ServiceConfigurationError | LinkageError | PicocliException e) {
        line.getErr().println("imbrex: a command can not be loaded and is left out: " + e);
      }
    }
  }

  @Override
  public void run() {
    CommandSpec s = spec;
    if (s != null) {
      s.commandLine().usage(s.commandLine().getOut());
    }
  }
}
