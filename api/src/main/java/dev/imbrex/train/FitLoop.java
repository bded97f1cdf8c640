package dev.imbrex.train;

import dev.imbrex.io.Disk;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.Port;
import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.NodeTime;
import dev.imbrex.spi.OpWays;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call of {@link Trainer#fit}: the loop over epochs and steps. */
final class FitLoop {
  private final Trainer trainer;
  private final Model model;
  private final Dataset data;
  private final Fit terms;
  private final DeviceModel device;
  private final @Nullable Evaluation evaluation;
  private final LabelRow labels;
  private final Map<String, Object> settings;
  private final List<Callback> callbacks;
  private final Stepper stepper;
  private final Training training = new Training(this);
  private final List<History.Epoch> finished = new ArrayList<>();
  private boolean interrupted;
  private double waitedSeconds;
  private @Nullable String stopReason;

  private FitLoop(Trainer trainer, Model model, Dataset data, Fit terms, DeviceModel device) {
    this.trainer = trainer;
    this.model = model;
    this.data = data;
    this.terms = terms;
    this.device = device;
    Objective objective = trainer.objective(model, terms);
    Optimizer optimizer = trainer.optimizer();
    Dataset validation = terms.validation();
    this.evaluation =
        validation == null ? null : new Evaluation(device, objective, model, validation);
    this.labels = LabelRow.of(device.trainLayouts().get(0).type(Port.LABELS), model, data);
    this.settings = Settings.of(optimizer, objective, data, terms);
    this.callbacks = new ArrayList<>(terms.callbacks());
    callbacks.sort(Comparator.comparing(c -> c instanceof Checkpoints));
    int steps = plan(Position.START).batches();
    this.stepper = new Stepper(model, device, objective, optimizer, callbacks, terms.seed(), steps);
  }

  /** Trains a model. */
  static History run(Trainer trainer, Model model, Dataset data, Fit terms) {
    try (DeviceModel device = device(trainer, model, data, terms)) {
      return new FitLoop(trainer, model, data, terms, device).run();
    }
  }

  /** Brings a model to the device, with every step that training on these terms takes. */
  static DeviceModel device(Trainer trainer, Model model, Dataset data, Fit terms) {
    Compatibility.check(model, data);
    List<Integer> judged = List.of();
    Dataset validation = terms.validation();
    if (validation != null) {
      Compatibility.check(model, validation);
      judged = Loader.Plan.counts(validation.size(), terms.batchSize());
    }
    if (!model.isInitialized()) {
      model.initialize(terms.seed());
    }
    Checkpoint from = terms.resume();
    return new DeviceModel(
        trainer.backend(),
        model,
        trainer.objective(model, terms),
        trainer.optimizer(),
        Loader.Plan.counts(data.size(), terms.batchSize()),
        judged,
        trainer::compileOptions,
        from == null ? OpWays.NONE : from.state().ways());
  }

  private History run() {
    begin();
    try {
      History history = trainAndReadBack();
      end(history);
      return history;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Tells all callbacks: one that fails does not keep the last checkpoint from being written. */
  private void end(History history) {
    RuntimeException failure = null;
    for (Callback c : callbacks) {
      try {
        c.onTrainEnd(training, history);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void begin() {
    Checkpoint from = terms.resume();
    if (from == null) {
      stepper.start();
      return;
    }
    boolean otherData = terms.allowChangedData();
    from.requireSame(Settings.layers(model), settings, otherData);
    Snapshot s = from.state().snapshot();
    if (!stepper.accepts(s, otherData)) {
      throw new ModelFormatException(
          "The training state in " + from.folder() + " does not fit its settings.");
    }
    stepper.restore(s);
    finished.addAll(from.epochs());
    from.otherWays(device.taken(), backend().device().id())
        .ifPresent(
            told ->
                System.getLogger(FitLoop.class.getName()).log(System.Logger.Level.WARNING, told));
  }

  /**
   * Trains; the model gets the numbers of the last step, or their average, however training ends.
   */
  private History trainAndReadBack() {
    History history;
    try {
      for (Callback c : callbacks) {
        c.onTrainBegin(training);
      }
      Checkpoint from = terms.resume();
      if (from != null) {
        keyed(callbacks).forEach((key, c) -> from.state().memory(key).ifPresent(c::restore));
      }
      history = new History(finished, epochs());
    } catch (RuntimeException | Error e) {
      try {
        device.readJudged(model.weights(), model.state());
      } catch (RuntimeException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    device.readJudged(model.weights(), model.state());
    return history;
  }

  /** Returns how long this process has waited for its batches. */
  double waitedSeconds() {
    return waitedSeconds;
  }

  private History.End epochs() {
    try (Loader loader = loader(stepper.position())) {
      while (stepper.position().epoch() < terms.epochs()) {
        if (mustStop() || !epoch(loader)) {
          return end();
        }
      }
    }
    return stopReason == null
        ? new History.End(History.Kind.COMPLETE, "All " + terms.epochs() + " epochs are done.")
        : end();
  }

  /** Trains and judges; returns false if it had to stop before the end of the epoch. */
  private boolean epoch(Loader loader) {
    for (Callback c : callbacks) {
      c.onEpochBegin(training);
    }
    Stopwatch stopwatch = stepper.stopwatch();
    stopwatch.start();
    try {
      while (!stepper.epochIsDone()) {
        if (!step(loader)) {
          return false;
        }
      }
      stepper.drain();
    } finally {
      stopwatch.stop();
    }
    Map<String, Double> figures = new LinkedHashMap<>(stepper.averages());
    long judging = System.nanoTime();
    if (evaluation != null) {
      Optional<Map<String, Double>> judged = evaluation.run(this::mustStop);
      if (judged.isEmpty()) {
        return false;
      }
      judged.orElseThrow().forEach((k, v) -> figures.put("val_" + k, v));
    }
    History.Epoch e =
        new History.Epoch(
            stepper.position().epoch() + 1,
            figures,
            stepper.learningRate(),
            stopwatch.seconds() + (System.nanoTime() - judging) * 1e-9,
            stopwatch.perSecond());
    finished.add(e);
    stepper.nextEpoch();
    stopwatch.reset(0);
    for (Callback c : callbacks) {
      c.onEpochEnd(training, e);
    }
    return true;
  }

  /** Returns false if training has to stop after this step, or was interrupted before it. */
  private boolean step(Loader loader) {
    Staging batch;
    try {
      batch = loader.take();
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    }
    waitedSeconds = loader.waitedSeconds();
    if (batch == null) {
      throw new IllegalStateException("The loader ended before the epoch.");
    }
    stepper.train(batch);
    loader.giveBack();
    for (int i = 0; i < callbacks.size(); i++) {
      callbacks.get(i).onStepEnd(training);
    }
    return !mustStop();
  }

  private boolean mustStop() {
    // Cleared here and set again at the end, since it would make the writing of files fail.
    interrupted |= Thread.interrupted();
    return interrupted || stopReason != null || trainer.stopRequested();
  }

  private History.End end() {
    interrupted |= Thread.interrupted();
    String reason = stopReason;
    return reason != null
        ? new History.End(History.Kind.STOPPED, reason)
        : new History.End(
            History.Kind.INTERRUPTED,
            String.format(
                "Interrupted in epoch %d after %d of %d steps.",
                stepper.position().epoch() + 1,
                stepper.position().step(),
                stepper.stepsPerEpoch()));
  }

  private Loader.Plan plan(Position from) {
    return new Loader.Plan(
        data,
        device.trainLayouts(),
        terms.seed(),
        terms.shuffle(),
        from.epoch(),
        from.step(),
        terms.epochs());
  }

  /** Starts loading batches from a position on. */
  Loader loader(Position from) {
    List<BatchLayout> layouts = device.trainLayouts();
    return new Loader(plan(from), labels, List.of(new Staging(layouts), new Staging(layouts)));
  }

  void save(Path folder) throws IOException {
    Map<String, Memory> memories = new LinkedHashMap<>();
    keyed(callbacks).forEach((key, c) -> memories.put(key, c.memory()));
    TrainingState state =
        new TrainingState(
            settings,
            terms.epochs(),
            stepper.snapshot(),
            finished,
            memories,
            numerics(),
            device.ways());
    CheckpointFiles.write(disk(), folder, model, state);
  }

  /** Gives callbacks the names that they have in checkpoints: two of one name are numbered. */
  private static Map<String, Callback> keyed(List<Callback> callbacks) {
    Map<String, Callback> keyed = new LinkedHashMap<>();
    for (Callback c : callbacks) {
      String key = c.name();
      for (int i = 2; keyed.containsKey(key); i++) {
        key = c.name() + "-" + i;
      }
      keyed.put(key, c);
    }
    return keyed;
  }

  /** Returns what else the bits of a result may depend on. */
  private Map<String, String> numerics() {
    Map<String, String> m = new LinkedHashMap<>(backend().device().notes());
    m.put("device", backend().device().id());
    m.put("name", backend().device().name());
    m.put("version", backend().device().version());
    return m;
  }

  void stop(String reason) {
    stopReason = reason;
  }

  List<NodeTime> profile() {
    return device.profile();
  }

  Stepper stepper() {
    return stepper;
  }

  Disk disk() {
    return trainer.disk();
  }

  Model model() {
    return model;
  }

  Dataset data() {
    return data;
  }

  Fit terms() {
    return terms;
  }

  Backend backend() {
    return trainer.backend();
  }

  List<History.Epoch> finished() {
    return List.copyOf(finished);
  }
}
