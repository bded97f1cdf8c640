package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.spi.TuningLevel;
import dev.imbrex.train.Callback;
import dev.imbrex.train.CsvLog;
import dev.imbrex.train.Fit;
import dev.imbrex.train.History;
import dev.imbrex.train.StopOnNaN;
import dev.imbrex.train.Trainer;
import dev.imbrex.train.tensorboard.TensorBoardLog;
import dev.imbrex.zoo.Network;
import dev.imbrex.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
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

  /** The options that leave a resumed run what it is. */
  private static final Set<String> MAY_DIFFER =
      Set.of(
          "--resume",
          "--epochs",
          "--data-dir",
          "--offline",
          "--allow-changed-data",
          "--max-time",
          "--checkpoint-every",
          "--profile",
          "--recompute",
          "--no-report",
          "--tensorboard",
          "--tune",
          "--backend",
          "--threads",
          "--json",
          "--debug");

  /** The property that has programs tuned before they are compiled. */
  private static final String TUNING = "imbrex.opencl.tuning";

  @Spec private @Nullable CommandSpec spec;
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private TrainOptions options = new TrainOptions();
  @Mixin private OptimizerOptions optimizer = new OptimizerOptions();
  @Mixin private TrialOptions trial = new TrialOptions();
  @Mixin private Fetching fetching = new Fetching();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "A network's name (default: " + DEFAULT_MODEL + ").")
  private @Nullable String model;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "Goes on with the run in this folder, with its settings; only --epochs, --data-dir,"
              + " --max-time and the device may differ.")
  private @Nullable Path resume;

  @Option(
      names = "--allow-changed-data",
      description =
          "With --resume: goes on also where pictures have changed since the run began, and keeps"
              + " with the run that they have.")
  private boolean allowChangedData;

  @Option(
      names = "--profile",
      description = "Shows at the end which layers, ops and kernels the time went to.")
  private boolean profile;

  @Option(
      names = "--tune",
      paramLabel = "LEVEL",
      description =
          "quick or full: measures what the network takes and is not known of the device yet, before"
              + " it begins, as imbrex tune does (OpenCL). With --resume, goes on with what is fastest"
              + " now, to other last bits; without --tune, a run keeps its ways.")
  private @Nullable String tune;

  @Option(
      names = "--recompute",
      description =
          "Keeps less of what the forward pass computes, and computes it again in the backward"
              + " pass: less memory, more time, the same results.")
  private boolean recompute;

  @Option(names = "--no-report", description = "Leaves no page about the run, report.html.")
  private boolean noReport;

  @Option(
      names = "--tensorboard",
      description =
          "Leaves the figures of each epoch for TensorBoard too, in events.out.tfevents.*.")
  private boolean tensorBoard;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Output o = new Output(Commands.require(spec), json);
    Path from = resume;
    Run old = from == null ? null : resumable(from);
    if (tune != null) {
      System.setProperty(TUNING, TuningLevel.of("--tune", tune).toString());
    }
    Choice choice = device.open();
    try (choice) {
      if (old != null) {
        begin(o, choice, old.data());
        try (Run.Lock lock = Run.Lock.take(old.folder())) {
          return train(o, choice, resumed(o, choice, old));
        }
      }
      if (allowChangedData) {
        throw new IllegalArgumentException(
            "--allow-changed-data is for --resume; a new run takes the pictures as they are.");
      }
      String named = model;
      Network network = Zoo.find(named == null ? DEFAULT_MODEL : named);
      Optional<TrialOptions.Trial> tried = trial.trial(network, options, optimizer);
      begin(o, choice, options.data(network));
      if (tried.isPresent()) {
        return tried.get().run(o, choice);
      }
      TrainJob job = TrainJob.begin(o, choice.backend(), network, options, optimizer);
      Files.createDirectories(job.run().folder());
      try (Run.Lock lock = Run.Lock.take(job.run().folder())) {
        job.run().write();
        return train(o, choice, job);
      }
    }
  }

  /** Keeps with the run what has changed, before anything is trained on it. */
  private TrainJob resumed(Output o, Choice choice, Run old) throws IOException {
    TrainJob job =
        TrainJob.goOn(
            o, choice.backend(), old, options.epochsIfGiven(), allowChangedData, tune != null);
    if (!job.run().data().changes().equals(old.data().changes())) {
      job.run().write();
    }
    return job;
  }

  private void begin(Output o, Choice choice, DataOptions data) throws IOException {
    o.say("imbrex %s, %s", Version.library(), Version.java());
    o.say("%s", choice.explanation());
    fetching.provide(data, o);
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
    return options.dataFolder().map(run::withDataFolder).orElse(run);
  }

  private int train(Output o, Choice choice, TrainJob job) {
    TrainReport report = new TrainReport(o, choice, job);
    report.begin();
    if (recompute) {
      o.say("keeping less of the forward pass, and computing it again in the backward pass");
    }
    Trainer trainer = job.trainer().profile(profile).recompute(recompute);
    Fit terms = job.terms().validation(job.data().validation()).callbacks(callbacks(o, job.run()));
    History h = fit(o, trainer, job, terms);
    report.end(h, () -> noReport ? Optional.empty() : RunPage.write(o, choice, job, trainer, h));
    return h.end().kind() == History.Kind.INTERRUPTED ? Failures.INTERRUPTED : Failures.OK;
  }

  private static History fit(Output o, Trainer trainer, TrainJob job, Fit terms) {
    try (Interrupts interrupts = new Interrupts(o, trainer::requestStop)) {
      return trainer.fit(job.model(), job.data().train(), terms);
    }
  }

  private List<Callback> callbacks(Output o, Run run) {
    List<Callback> all = new ArrayList<>();
    all.add(new Progress(o));
    all.add(CsvLog.to(run.csv()));
    all.add(StopOnNaN.create());
    options.timeLimit().ifPresent(all::add);
    if (tensorBoard) {
      all.add(TensorBoardLog.in(run.folder()));
    }
    if (profile) {
      all.add(new ProfileReport(o));
    }
    Guards g = run.guards();
    int every = options.checkpointEvery(g.checkpointEvery());
    all.addAll(new Guards(g.plateau(), g.earlyStop(), every).callbacks(run.folder()));
    return all;
  }
}
