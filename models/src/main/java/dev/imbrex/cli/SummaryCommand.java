package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.nn.Model;
import dev.imbrex.zoo.Network;
import dev.imbrex.zoo.Zoo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Describes a network. */
@Command(
    name = "summary",
    description = "Shows a network's layers; without a name, lists the networks.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "A network's name or the folder of a run.")
  private @Nullable String name;

  @Option(
      names = "--memory",
      description = "Also tells what memory training and prediction take on the device.")
  private boolean memory;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Pictures per step, for --memory (default: ${DEFAULT-VALUE}).")
  private int batch = SourceOptions.DEFAULT_BATCH;

  @Mixin private DeviceOptions device = new DeviceOptions();

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Mixin private NetworkOptions options = new NetworkOptions();

  @Override
  public Integer call() {
    Output o = new Output(Commands.require(spec), json);
    String asked = name;
    if (asked == null) {
      for (Network n : Zoo.all()) {
        o.say("%-17s %s", n.name(), n.description());
        o.event("network", "name", n.name(), "description", n.description());
      }
      return Failures.OK;
    }
    Path folder = Path.of(asked);
    boolean run = Files.isDirectory(folder);
    if (run && options.given()) {
      throw new IllegalArgumentException(
          "--size and --classes are for networks by name, but "
              + asked
              + " is a run; leave them"
              + " out.");
    }
    Model m = run ? Run.open(folder).best().model() : options.apply(Zoo.find(asked)).create();
    o.text(m.summary());
    o.event(
        "end",
        "name",
        asked,
        "parameters",
        m.countParams(),
        "trainable_parameters",
        m.countTrainableParams(),
        "multiply_adds",
        m.multiplyAdds(),
        "input",
        m.inputShape().toList(),
        "output",
        m.outputShape().toList());
    if (memory) {
      int n = Ranges.atLeast(1, "--batch", batch);
      try (Choice choice = device.open()) {
        MemoryTable.tell(o, choice.backend(), m, n);
      }
    }
    return Failures.OK;
  }
}
