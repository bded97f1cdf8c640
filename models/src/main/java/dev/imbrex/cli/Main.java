package dev.imbrex.cli;

import dev.imbrex.spi.CommandProvider;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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
    versionProvider = Version.class)
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
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      for (String text : new Version().getVersion()) {
        out.println(text); // what picocli would print, without the time to load it
      }
      return 0;
    }
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    addCommands(line, args.length == 0 ? "" : args[0], err);
    line.setOut(out); // behind the commands, which take over what is set here
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Failures::usage);
    line.setExecutionExceptionHandler((e, l, parsed) -> Failures.of(e, err, main.debug));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      return Failures.of(e, err, main.debug);
    }
  }

  /**
   * Adds the command of this name; all of them where there is none, for help and messages. To look
   * at the options of one takes picocli a good part of a short command's time.
   */
  private static void addCommands(CommandLine line, String name, PrintWriter err) {
    Map<String, Class<?>> commands = commands();
    Class<?> only = commands.get(name);
    if (only != null) {
      line.addSubcommand(only);
      return;
    }
    commands.values().forEach(line::addSubcommand);
    addProvided(line, err);
  }

  /** Returns the commands by name, in the order in which help shows them. */
  static Map<String, Class<?>> commands() {
    Map<String, Class<?>> m = new LinkedHashMap<>();
    m.put("devices", DevicesCommand.class);
    m.put("train", TrainCommand.class);
    m.put("evaluate", EvaluateCommand.class);
    m.put("predict", PredictCommand.class);
    m.put("summary", SummaryCommand.class);
    m.put("weights", WeightsCommand.class);
    m.put("gradcheck", GradCheckCommand.class);
    m.put("bench", BenchCommand.class);
    m.put("doctor", DoctorCommand.class);
    m.put("visualize", VisualizeCommand.class);
    m.put("kernels", KernelsCommand.class);
    m.put("tune", TuneCommand.class);
    return m;
  }

  /** Adds the commands of other modules; one that can not be loaded does not stop the others. */
  private static void addProvided(CommandLine line, PrintWriter err) {
    Iterator<CommandProvider> providers = ServiceLoader.load(CommandProvider.class).iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        line.addSubcommand(providers.next().command());
      } catch (ServiceConfigurationError | LinkageError | PicocliException e) {
        err.println("imbrex: a command can not be loaded and is left out: " + e);
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
