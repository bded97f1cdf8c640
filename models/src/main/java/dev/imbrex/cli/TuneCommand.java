package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.TunedOp;
import dev.imbrex.spi.TuningLevel;
import dev.imbrex.train.Trainer;
import dev.imbrex.zoo.Network;
import dev.imbrex.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds the fastest kernels for a network's layers on a device, and shows what that gains. */
@Command(
    name = "tune",
    description =
        "Measures the ways in which a device can run a network's layers and keeps the fastest, for"
            + " this and every later process; shows before and after.",
    mixinStandardHelpOptions = true)
final class TuneCommand implements Callable<Integer> {
  private static final String DEFAULT_MODEL = "lenet5";

  /** How long a step is measured, before and after. */
  private static final long STEP_NANOS = 1_000_000_000L;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private NetworkOptions options = new NetworkOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description =
          "A network's name (default: " + DEFAULT_MODEL + ", or none with --export or --import).")
  private @Nullable String name;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description =
          "quick: a second per layer and direction; full: every way there is (default:"
              + " ${DEFAULT-VALUE}).")
  private String level = "quick";

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Pictures per step (default: ${DEFAULT-VALUE}).")
  private int batch = SourceOptions.DEFAULT_BATCH;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Writes what is known of the device, for others who have one.")
  private @Nullable Path export;

  @Option(
      names = "--import",
      paramLabel = "FILE",
      description = "Takes over what --export wrote on another device of this kind.")
  private @Nullable Path imported;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Output o = new Output(Commands.require(spec), json);
    TuningLevel asked = TuningLevel.of("--level", level);
    Ranges.atLeast(1, "--batch", batch);
    Path from = imported;
    Path to = export;
    String named = name;
    boolean tunes = named != null || (from == null && to == null);
    Network network = options.apply(Zoo.find(named == null ? DEFAULT_MODEL : named));
    Choice choice = device.open();
    try (choice) {
      o.say("%s", choice.explanation());
      if (from != null) {
        int ops = refusable(() -> choice.backend().importTuning(from));
        o.say("%d ops are known from %s.", ops, from);
        o.event("import", "file", from.toString(), "ops", ops);
      }
      if (tunes) {
        tune(o, choice.backend(), network, asked);
      }
      if (to != null) {
        int ops = refusable(() -> choice.backend().exportTuning(to));
        o.say("What is known of %d ops is in %s.", ops, to);
        o.event("export", "file", to.toString(), "ops", ops);
      }
    }
    return Failures.OK;
  }

  private interface Transfer {
    int run() throws IOException;
  }

  private static int refusable(Transfer t) throws IOException {
    try {
      return t.run();
    } catch (UnsupportedOperationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private void tune(Output o, Backend backend, Network network, TuningLevel asked) {
    Model model = network.create();
    Trainer trainer = TrainJob.trainer(backend, Adam.of(1e-3));
    if (trainer.tune(model, batch, TuningLevel.NONE, line -> {}).isEmpty()
        && asked == TuningLevel.NONE) {
      o.say(
          "Nothing is known yet of the layers of %s on %s.", network.name(), backend.device().id());
      return;
    }
    o.say("%s, batches of %d, %s:", network.name(), batch, asked);
    Benchmark benchmark = new Benchmark(network, batch, STEP_NANOS);
    double before = asked == TuningLevel.NONE ? 0 : stepMillis(benchmark, backend);
    long begin = System.nanoTime();
    List<TunedOp> ops = trainer.tune(model, batch, asked, line -> progress(o, line));
    double seconds = (System.nanoTime() - begin) * 1e-9;
    o.text(o.live() ? "\r\033[K" : "");
    if (ops.isEmpty()) {
      throw new IllegalArgumentException(
          "The backend "
              + backend.device().id()
              + " has nothing to tune; name one that compiles programs for a device, such as"
              + " opencl.");
    }
    double after = stepMillis(benchmark, backend);
    new TuningTable(o).show(ops);
    if (before > 0) {
      o.say(
          "a step of training: %.3f ms before, %.3f ms after; tuned in %.1f s",
          before, after, seconds);
    } else {
      o.say("a step of training: %.3f ms", after);
    }
    o.event(
        "end",
        "model",
        network.name(),
        "batch",
        batch,
        "level",
        asked.toString(),
        "ops",
        ops.size(),
        "seconds",
        seconds,
        "step_ms_before",
        before > 0 ? before : after,
        "step_ms_after",
        after);
  }

  private double stepMillis(Benchmark benchmark, Backend backend) {
    return 1e3 * batch / benchmark.training(backend).median();
  }

  private static void progress(Output o, String line) {
    if (o.live()) {
      String cut = line.length() <= 100 ? line : line.substring(0, 99) + "…";
      o.text("\r\033[K" + cut);
    } else {
      o.event("progress", "text", line);
    }
  }
}
