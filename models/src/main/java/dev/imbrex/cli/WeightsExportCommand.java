package dev.imbrex.cli;

import dev.imbrex.io.Json;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.weights.Convention;
import dev.imbrex.nn.weights.WeightsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the weights of a run into a file, by the names of a library. */
@Command(
    name = "export",
    description = "Writes the best weights of a run into a safetensors file.",
    mixinStandardHelpOptions = true)
final class WeightsExportCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path run = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "The file to write; there must be none.")
  private Path to = Path.of("");

  @Option(
      names = "--as",
      paramLabel = "NAMES",
      defaultValue = "imbrex",
      description = "Whose names: imbrex, torchvision or keras (default: ${DEFAULT-VALUE}).")
  private String as = "";

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    Output o = new Output(Commands.require(spec), json);
    Convention c = WeightNames.find(as);
    if (Files.exists(to)) {
      throw new IllegalArgumentException(to + " is there already; choose another name.");
    }
    Run from = Run.open(run);
    Model m = from.best().model().withoutAuxiliaries();
    String pixels = Json.line(from.normalization().config());
    WeightsFile.write(to, m, c, Map.of(StartOptions.NORMALIZATION, pixels));
    o.say("%,d numbers in %d tensors are in %s", m.countParams(), m.parameters().size(), to);
    o.event("end", "file", to.toString(), "tensors", m.parameters().size());
    return Failures.OK;
  }
}
