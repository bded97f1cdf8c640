package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.io.RunFolder;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.config.Registry;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.train.Callback;
import dev.imbrex.train.Checkpoint;
import dev.imbrex.train.Checkpoints;
import dev.imbrex.train.CsvLog;
import dev.imbrex.train.Fit;
import dev.imbrex.train.History;
import dev.imbrex.train.StopOnNaN;
import dev.imbrex.train.TimeLimit;
import dev.imbrex.train.Trainer;
import dev.imbrex.zoo.Network;
import dev.imbrex.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a network, or goes on with one. */
@Command(
    name = "train",
    description = "Trains a network and leaves a folder from which to predict and resume.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private static final String DEFAULT_MODEL = "lenet5";
  private static final int DEFAULT_EPOCHS = 10;
  private static final int DEFAULT_BATCH = 64;
  private static final String ACCURACY = "val_accuracy";

  /** The options that leave a resumed run what it is. */
  private static final Set<String> MAY_DIFFER =
      Set.of(
          "--resume",
          "--epochs",
          "--data-dir",
          "--max-time",
          "--checkpoint-every",
          "--backend",
          "--threads",
          "--json",
          "--debug");

  @Spec private @Nullable CommandSpec spec;
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private OptimizerOptions optimizer = new OptimizerOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "A network's name (default: " + DEFAULT_MODEL + ").")
  private @Nullable String model;

  @Option(
      names = "--data",
      paramLabel = "NAME",
      description = "digits, mnist or cifar10 (default: what suits the network).")
  private @Nullable String data;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      description = "Where the data set's files are (default: the cache).")
  private @Nullable Path dataDir;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often to go through the data (default: " + DEFAULT_EPOCHS + ").")
  private @Nullable Integer epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Pictures per step (default: ${DEFAULT-VALUE}).")
  private int batch = DEFAULT_BATCH;

  @Option(names = "--seed", description = "For everything random (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--augment",
      paramLabel = "LIST",
      description = "flip, shift:PIXELS or both, with a comma between.")
  private String augment = "";

  @Option(
      names = "--standardize",
      description = "Gives pixels mean 0 and deviation 1 instead of 0 to 1.")
  private boolean standardize;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Uses the first N pictures of the training set only.")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--early-stop",
      paramLabel = "EPOCHS",
      description = "Stops when the validation loss has not fallen for so many epochs.")
  private @Nullable Integer earlyStop;

  @Option(
      names = "--max-time",
      paramLabel = "TIME",
      description = "Stops after this time, such as 90s, 10m or 8h.")
  private @Nullable String maxTime;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      description = "Writes a checkpoint after so many steps too (default: after epochs only).")
  private @Nullable Integer checkpointEvery;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "The run's folder (default: a new one under runs).")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "Goes on with the run in this folder, with its settings; only --epochs, --data-dir,"
              + " --max-time and the device may differ.")
  private @Nullable Path resume;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  /** What is trained, on what, and how. */
  private record Job(
      Run run, Model model, Trainer trainer, Fit terms, DataOptions.Loaded data, boolean resumed) {}

  @Override
  public Integer call() throws IOException {
    Output o = new Output(Commands.require(spec), json);
    Path from = resume;
    Run old = from == null ? null : resumable(from);
    Choice choice = device.open();
    try (choice) {
      o.say("imbrex %s, %s", Version.library(), Version.java());
      o.say("%s", choice.explanation());
      if (old != null) {
        try (Run.Lock lock = Run.Lock.take(old.folder())) {
          return train(o, choice, goOn(choice, old));
        }
      }
      Job job = begin(choice);
      Files.createDirectories(job.run.folder());
      try (Run.Lock lock = Run.Lock.take(job.run.folder())) {
        job.run.write();
        return train(o, choice, job);
      }
    }
  }

  /** Opens the run to go on with, and refuses what would make another one of it. */
  private Run resumable(Path folder) {
    for (OptionSpec given :
        Commands.require(spec).commandLine().getParseResult().matchedOptions()) {
      if (!MAY_DIFFER.contains(given.longestName())) {
        throw new IllegalArgumentException(
            "--resume goes on with the settings of the run, so leave out "
                + given.longestName()
                + "; with other settings begin a new run.");
      }
    }
    Run run = Run.open(folder);
    String named = model;
    if (named != null && !named.equals(run.model())) {
      throw new IllegalArgumentException(
          "The run in " + folder + " is one of " + run.model() + ", not of " + named + ".");
    }
    Path elsewhere = dataDir;
    return elsewhere == null ? run : run.withDataFolder(elsewhere);
  }

  private Job begin(Choice choice) throws IOException {
    String named = model;
    Network network = Zoo.find(named == null ? DEFAULT_MODEL : named);
    DataOptions options = options(network);
    Guards guards =
        new Guards(
            optimizer.plateau(),
            count("--early-stop", earlyStop, 0),
            count("--checkpoint-every", checkpointEvery, 0));
    int total = count("--epochs", epochs, DEFAULT_EPOCHS);
    Ranges.atLeast(1, "--batch", batch);
    timeLimit();
    DataOptions.Loaded loaded = options.load();
    Model m = create(network, loaded);
    long steps = (long) total * ((loaded.train().size() + batch - 1) / batch);
    Optimizer chosen = optimizer.create(steps);
    Trainer t =
        Trainer.on(choice.backend())
            .optimizer(chosen)
            .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
            .metrics(Metric.ACCURACY);
    Fit terms = Fit.epochs(total).batchSize(batch).seed(seed);
    Run run =
        new Run(
            folder(network, options),
            network.name(),
            options,
            loaded.normalization(),
            loaded.border(),
            loaded.train().classNames(),
            guards,
            chosen.config());
    return new Job(run, m, t, terms, loaded, false);
  }

  private static int count(String option, @Nullable Integer given, int orElse) {
    return given == null ? orElse : Ranges.atLeast(1, option, given);
  }

  private DataOptions options(Network network) {
    if (limit < 1) {
      throw new IllegalArgumentException("--limit is at least 1, but is " + limit + ".");
    }
    String name = data;
    return new DataOptions(
            name == null ? network.dataSet() : name,
            Optional.ofNullable(dataDir),
            standardize,
            limit,
            false,
            0)
        .augment(augment);
  }

  private static Model create(Network network, DataOptions.Loaded data) {
    try {
      return network.create(data.train().exampleShape(), data.train().classes());
    } catch (ShapeException e) {
      throw new IllegalArgumentException(
          "The network "
              + network.name()
              + " does not take pictures of "
              + data.train().exampleShape()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private Path folder(Network network, DataOptions options) throws IOException {
    Path chosen = out;
    if (chosen == null) {
      String name = network.name().replaceAll("[^A-Za-z0-9.-]+", "-");
      return RunFolder.create(Path.of("runs"), name + "-" + options.name());
    }
    if (Files.exists(chosen.resolve(Checkpoints.LAST))) {
      throw new IllegalArgumentException(
          chosen + " already holds a run; resume it with --resume, or choose another folder.");
    }
    return chosen;
  }

  private Job goOn(Choice choice, Run run) {
    Checkpoint c = run.last();
    DataOptions.Loaded loaded = run.data().load();
    Fit terms = c.fit();
    Integer more = epochs;
    if (more != null) {
      terms =
          Fit.epochs(Ranges.atLeast(1, "--epochs", more))
              .batchSize(terms.batchSize())
              .seed(terms.seed())
              .shuffle(terms.shuffle())
              .resume(c);
    }
    return new Job(run, c.model(), c.trainer(choice.backend()), terms, loaded, true);
  }

  private int train(Output o, Choice choice, Job job) {
    describe(o, choice, job);
    Fit terms = job.terms.validation(job.data.validation()).callbacks(callbacks(o, job.run));
    History h;
    try (Interrupts interrupts = new Interrupts(o, job.trainer::requestStop)) {
      h = job.trainer.fit(job.model, job.data.train(), terms);
    }
    return report(o, choice, job, h);
  }

  private void describe(Output o, Choice choice, Job job) {
    o.say(
        "%s %s on %s: %,d pictures, %,d held out; %d epochs of batches of %d, seed %d",
        job.resumed ? "going on with" : "training",
        job.run.model(),
        job.run.data().name(),
        job.data.train().size(),
        job.data.validation().size(),
        job.terms.epochs(),
        job.terms.batchSize(),
        job.terms.seed());
    o.say("optimiser %s", named(job.run.optimizer()));
    o.text(job.model.summary());
    o.event(
        "begin",
        "version",
        Version.library(),
        "java",
        Version.java(),
        "backend",
        choice.device().id(),
        "device",
        choice.device().name(),
        "model",
        job.run.model(),
        "parameters",
        job.model.countParams(),
        "data",
        job.run.data().config(),
        "epochs",
        job.terms.epochs(),
        "batch",
        job.terms.batchSize(),
        "seed",
        job.terms.seed(),
        "optimizer",
        job.run.optimizer(),
        "run",
        job.run.folder().toString());
  }

  /** Returns a map with a type as text, such as {@code ConstantRate(rate=0.001)}. */
  private static String named(Map<?, ?> map) {
    Map<Object, Object> options = new LinkedHashMap<>(map);
    Object type = options.remove(Registry.TYPE);
    return (type == null ? "" : type)
        + options.entrySet().stream()
            .map(
                e ->
                    e.getKey()
                        + "="
                        + (e.getValue() instanceof Map<?, ?> m ? named(m) : e.getValue()))
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private List<Callback> callbacks(Output o, Run run) {
    List<Callback> all = new ArrayList<>();
    all.add(new Progress(o));
    all.add(CsvLog.to(run.csv()));
    all.add(StopOnNaN.create());
    timeLimit().ifPresent(all::add);
    Guards g = run.guards();
    int every = count("--checkpoint-every", checkpointEvery, g.checkpointEvery());
    all.addAll(new Guards(g.plateau(), g.earlyStop(), every).callbacks(run.folder()));
    return all;
  }

  private Optional<TimeLimit> timeLimit() {
    return Optional.ofNullable(maxTime).map(t -> TimeLimit.of(duration(t)));
  }

  private static Duration duration(String text) {
    if (!text.matches("\\d{1,6}[smh]")) {
      throw new IllegalArgumentException(
          "A time is a number with s, m or h behind it, such as 90s or 10m, but got " + text + ".");
    }
    long n = Long.parseLong(text.substring(0, text.length() - 1));
    switch (text.charAt(text.length() - 1)) {
      case 's':
        return Duration.ofSeconds(n);
      case 'm':
        return Duration.ofMinutes(n);
      default:
        return Duration.ofHours(n);
    }
  }

  private static History.Epoch best(History h) {
    return h.epochs().stream()
        .max(Comparator.comparingDouble(e -> e.figures().getOrDefault(ACCURACY, 0.0)))
        .orElseThrow();
  }

  private static int report(Output o, Choice choice, Job job, History h) {
    boolean interrupted = h.end().kind() == History.Kind.INTERRUPTED;
    o.say("%s", h.end().reason());
    if (!h.epochs().isEmpty()) {
      History.Epoch best = best(h);
      o.say(
          "%.2f%% of the held-out pictures right, at best %.2f%% (epoch %d)",
          100 * h.last().figures().getOrDefault(ACCURACY, Double.NaN),
          100 * best.figures().getOrDefault(ACCURACY, Double.NaN),
          best.number());
      o.say("images/s counts pictures and time of training steps; validation is left out");
    }
    String folder = job.run.folder().toString();
    o.say("The run is in %s.", folder);
    o.say("  predict: ./imbrex predict %s PICTURE…", folder);
    o.say("  resume:  ./imbrex train --resume %s --epochs %d", folder, job.terms.epochs());
    double seconds = h.epochs().stream().mapToDouble(History.Epoch::seconds).sum();
    double steps =
        h.epochs().stream().mapToDouble(e -> job.data.train().size() / e.imagesPerSecond()).sum();
    boolean any = !h.epochs().isEmpty();
    o.event(
        "end",
        "reason",
        h.end().reason(),
        "interrupted",
        interrupted,
        "backend",
        choice.device().id(),
        "device",
        choice.device().name(),
        "val_accuracy",
        any ? h.last().figures().getOrDefault(ACCURACY, Double.NaN) : Double.NaN,
        "val_loss",
        any ? h.last().figures().getOrDefault("val_loss", Double.NaN) : Double.NaN,
        "images_per_second",
        any ? h.epochs().size() * (double) job.data.train().size() / steps : 0.0,
        "epochs",
        h.epochs().size(),
        "seconds",
        seconds,
        "run",
        folder);
    return interrupted ? Failures.INTERRUPTED : Failures.OK;
  }
}
