package dev.imbrex.cli;

import dev.imbrex.backend.Backends;
import dev.imbrex.backend.Choice;
import dev.imbrex.io.AtomicFiles;
import dev.imbrex.io.Disk;
import dev.imbrex.io.Json;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Predictor;
import dev.imbrex.nn.config.Config;
import dev.imbrex.report.Gallery;
import dev.imbrex.report.Limits;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.train.Fit;
import dev.imbrex.train.Trainer;
import dev.imbrex.zoo.Network;
import dev.imbrex.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes every program that a network needs on a device, as source and as binary. */
@Command(
    name = "export",
    description =
        "Writes the sources and binaries of every program that training, evaluating and predicting"
            + " take on a device; with -Dimbrex.opencl.binaries=FOLDER they are run from the binaries"
            + " alone.",
    mixinStandardHelpOptions = true)
final class KernelsExportCommand implements Callable<Integer> {
  private static final String INDEX = "index.json";

  @Spec private @Nullable CommandSpec spec;
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private SourceOptions source = new SourceOptions();
  @Mixin private OptimizerOptions optimizer = new OptimizerOptions();
  @Mixin private Fetching fetching = new Fetching();

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A network's name or the folder of a run.")
  private String name = "";

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Where to write to.")
  private Path out = Path.of("");

  @Option(
      names = "--predict",
      paramLabel = "N",
      split = ",",
      description = "How many pictures are predicted at once (default: ${DEFAULT-VALUE}).")
  private List<Integer> predict = List.of(1);

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  /** A network, and what it is trained and judged on. */
  private record Work(
      String model, Model network, Trainer trainer, DataOptions.Loaded data, Fit terms) {}

  @Override
  public Integer call() throws IOException {
    Output o = new Output(Commands.require(spec), json);
    predict.forEach(n -> Ranges.atLeast(1, "--predict", n));
    Path folder = Path.of(name);
    Optional<Run> run =
        Files.isDirectory(folder) ? Optional.of(Run.open(folder)) : Optional.empty();
    if (run.isPresent()) {
      refuseSettings();
    }
    Choice choice = device.open();
    try (choice) {
      o.say("%s", choice.explanation());
      Backend b = choice.backend();
      Work w = run.isPresent() ? work(b, run.orElseThrow(), o) : work(b, Zoo.find(name), o);
      List<String> files = export(b, w);
      Path index = out.resolve(INDEX);
      AtomicFiles.write(Disk.SYSTEM, index, Json.text(index(choice.device(), w, files)));
      long sources = files.stream().filter(f -> f.endsWith(".cl")).count();
      long binaries = files.stream().filter(f -> f.endsWith(".bin")).count();
      o.say("%d programs of %s are in %s.", sources, w.model, out);
      o.say(
          binaries == sources
              ? "  run from them alone: IMBREX_JAVA_OPTS=-Dimbrex.opencl.binaries=%s ./imbrex train …"
              : "The driver gives no binaries, so there are sources only.",
          out.toAbsolutePath());
      o.event("end", "folder", out.toString(), "sources", sources, "binaries", binaries);
    }
    return Failures.OK;
  }

  /** A run knows its data, batch and optimiser; to say them again could only contradict it. */
  private void refuseSettings() {
    List<String> fitting =
        List.of(
            "--backend",
            "--threads",
            "--out",
            "--data-dir",
            "--offline",
            "--predict",
            "--json",
            "--debug");
    for (OptionSpec given :
        Commands.require(spec).commandLine().getParseResult().matchedOptions()) {
      if (!fitting.contains(given.longestName())) {
        throw new IllegalArgumentException(
            name + " is a run and has its own settings, so leave out " + given.longestName() + ".");
      }
    }
  }

  private Work work(Backend backend, Run run, Output o) {
    Run found = source.folder().map(run::withDataFolder).orElse(run);
    fetching.provide(found.data(), o);
    TrainJob j = TrainJob.goOn(o, backend, found, Optional.empty(), false, false);
    return new Work(run.model(), j.model(), j.trainer(), j.data(), j.terms());
  }

  private Work work(Backend backend, Network network, Output o) {
    DataOptions options =
        DataOptions.of(
                source.name(network),
                source.folder(),
                new OwnPictures().options(network.inputShape()))
            .with(false, source.limit(), AugmentList.NONE);
    fetching.provide(options, o);
    DataOptions.Loaded loaded = options.load(o, Optional.empty());
    Fit terms = Fit.epochs(1).batchSize(source.batch());
    Trainer trainer = TrainJob.trainer(backend, optimizer.create(1));
    return new Work(network.name(), TrainJob.create(network, loaded), trainer, loaded, terms);
  }

  private List<String> export(Backend backend, Work w) throws IOException {
    // Whoever begins from the binaries tests the device with them, too.
    Optional<String> wrong = Backends.selfTest(backend);
    if (wrong.isPresent()) {
      throw new BackendUnavailableException(
          backend.device().id() + " failed its self-test: " + wrong.orElseThrow());
    }
    w.trainer.prepare(w.network, w.data.train(), w.terms.validation(w.data.validation()));
    Model predicting = w.network.withoutAuxiliaries();
    new Gallery(backend, predicting, w.data.normalization(), Limits.brief(predicting)).prepare();
    predict.forEach(n -> Predictor.of(backend, w.network, n).close());
    try {
      return backend.exportKernels(out);
    } catch (UnsupportedOperationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Map<String, Object> index(DeviceInfo d, Work w, List<String> files) {
    return Config.map(
        "imbrex",
        Version.library(),
        "device",
        Config.map("name", d.name(), "vendor", d.vendor(), "version", d.version()),
        "model",
        w.model,
        "training_pictures",
        w.data.train().size(),
        "validation_pictures",
        w.data.validation().size(),
        "batch",
        w.terms.batchSize(),
        "predicted_at_once",
        predict.stream().map(Integer::longValue).toList(),
        "files",
        files);
  }
}
