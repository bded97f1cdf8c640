package dev.imbrex.cli;

import dev.imbrex.backend.Backends;
import dev.imbrex.backend.Choice;
import dev.imbrex.backend.DeviceStatus;
import dev.imbrex.zoo.Network;
import dev.imbrex.zoo.Zoo;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how fast a network is trained and used on each device. */
@Command(
    name = "bench",
    description = "Measures training and inference of a network on each device, for some seconds.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  /** An oracle for small shapes, which is not for speed. */
  private static final String ORACLE = "reference";

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A network's name.", defaultValue = "lenet5")
  private String name = "lenet5";

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "Only this one (default: every device that passes its test).")
  private String backend = "";

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Pictures per step (default: ${DEFAULT-VALUE}).")
  private int batch = SourceOptions.DEFAULT_BATCH;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "How long each is measured, after as long a warm-up (default: ${DEFAULT-VALUE}).")
  private int seconds = 3;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Mixin private NetworkOptions options = new NetworkOptions();

  @Override
  public Integer call() {
    Output o = new Output(Commands.require(spec), json);
    Network network = options.apply(Zoo.find(name));
    Benchmark benchmark =
        new Benchmark(
            network,
            Ranges.atLeast(1, "--batch", batch),
            Ranges.atLeast(1, "--seconds", seconds) * 1_000_000_000L);
    List<String> ids =
        backend.isEmpty()
            ? Backends.devices().stream()
                .filter(d -> d.passed() && !d.provider().equals(ORACLE))
                .map((DeviceStatus d) -> d.device().id())
                .toList()
            : List.of(backend);
    o.say(
        "%s, batches of %d, float32: images/s, median (least to greatest) of the rounds",
        name, batch);
    o.say("%-12s %-34s %s", "device", "training", "inference");
    for (String id : ids) {
      try (Choice c = Backends.choose(id)) {
        Benchmark.Rounds training = benchmark.training(c.backend());
        Benchmark.Rounds inference = benchmark.inference(c.backend());
        o.say("%-12s %-34s %s", c.device().id(), training, inference);
        o.event(
            "bench",
            "device",
            c.device().id(),
            "name",
            c.device().name(),
            "model",
            name,
            "batch",
            batch,
            "training",
            training.median(),
            "training_rounds",
            training.rates(),
            "inference",
            inference.median(),
            "inference_rounds",
            inference.rates());
      }
    }
    return Failures.OK;
  }
}
