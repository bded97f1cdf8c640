package dev.imbrex.cli;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.weights.Convention;
import dev.imbrex.nn.weights.WeightsFile;
import dev.imbrex.nn.weights.WeightsReport;
import dev.imbrex.zoo.Zoo;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is in a file of weights, and what of it fits a network. */
@Command(
    name = "show",
    description = "Shows the tensors of a safetensors file, and what of them fits a network.",
    mixinStandardHelpOptions = true)
final class WeightsShowCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "A safetensors file.")
  private Path file = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "A network's name: tells which of its weights the file has.")
  private @Nullable String model;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    Output o = new Output(Commands.require(spec), json);
    WeightsFile weights = WeightsFile.read(file);
    weights
        .types()
        .forEach(
            (name, type) -> {
              o.say("%-40s %s", name, type);
              o.event("tensor", "name", name, "type", type.toString());
            });
    String named = model;
    if (named != null) {
      Model m = Zoo.find(named).create();
      Convention c = weights.detect(m, WeightNames.ALL);
      WeightsReport r = weights.look(m, c);
      o.text(r.toString());
      o.event("end", "names", c.name(), "matched", r.matched().size(), "left", r.left().size());
    }
    return Failures.OK;
  }
}
