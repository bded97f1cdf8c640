package dev.imbrex.train;

import dev.imbrex.io.Disk;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.Port;
import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.spi.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call of {@link Trainer#fit}: the loop over epochs and steps. */
final class FitLoop {
  /**
   * After how many steps of an epoch the float32 sums on the device are added to float64 sums on
   * the host. A fixed number, so that averages do not depend on who looks when.
   */
  private static final int DRAIN_EVERY = 256;

  private final Trainer trainer;
  private final Model model;
  private final Dataset data;
  private final Fit terms;
  private final Objective objective;
  private final Optimizer optimizer;
  private final DeviceModel device;
  private final @Nullable Evaluation evaluation;
  private final LabelCoding coding;
  private final int stepsPerEpoch;
  private final Map<String, Object> settings;
  private final List<Callback> callbacks;
  private final Training training = new Training(this);
  private final List<History.Epoch> finished = new ArrayList<>();
  private final Stopwatch stopwatch = new Stopwatch();
  private final double[] drained;
  private final double[] sums;
  private Position position = Position.START;
  private double learningRate;
  private boolean interrupted;
  private @Nullable String stopReason;

  private FitLoop(
      Trainer trainer,
      Model model,
      Dataset data,
      Fit terms,
      Objective objective,
      DeviceModel device) {
    this.trainer = trainer;
    this.model = model;
    this.data = data;
    this.terms = terms;
    this.objective = objective;
    this.optimizer = trainer.optimizer();
    this.device = device;
    Dataset validation = terms.validation();
    this.evaluation =
        validation == null ? null : new Evaluation(device, objective, model, validation);
    this.coding =
        LabelCoding.of(device.trainLayouts().get(0).type(Port.LABELS), model.outputShape(), data);
    this.stepsPerEpoch = plan(Position.START).batches();
    this.settings = Settings.of(optimizer, objective, data, terms);
    this.callbacks = new ArrayList<>(terms.callbacks());
    callbacks.sort(Comparator.comparing(c -> c instanceof Checkpoints));
    this.drained = new double[objective.accumulators()];
    this.sums = new double[objective.accumulators()];
  }

  /** Trains a model. */
  static History run(Trainer trainer, Model model, Dataset data, Fit terms) {
    Objective objective = trainer.objective();
    Optimizer optimizer = trainer.optimizer();
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
    List<Integer> trained = Loader.Plan.counts(data.size(), terms.batchSize());
    try (DeviceModel device =
        new DeviceModel(trainer.backend(), model, objective, optimizer, trained, judged)) {
      return new FitLoop(trainer, model, data, terms, objective, device).run();
    }
  }

  private History run() {
    History history;
    begin();
    try {
      for (Callback c : callbacks) {
        c.onTrainBegin(training);
      }
      Checkpoint from = terms.resume();
      if (from != null) {
        keyed(callbacks)
            .forEach((key, c) -> from.state().memory(key).ifPresent(memory -> c.restore(memory)));
      }
      history = new History(finished, epochs());
      device.read(model.weights(), model.state());
    } catch (RuntimeException | Error e) {
      try {
        device.read(model.weights(), model.state());
      } catch (RuntimeException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    for (Callback c : callbacks) {
      c.onTrainEnd(training, history);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return history;
  }

  private void begin() {
    Checkpoint from = terms.resume();
    if (from == null) {
      device.write(model.weights(), model.state());
      device.fillSlots(optimizer.slotStart());
      device.writeSums(drained);
      learningRate = optimizer.schedule().rate(0);
    } else {
      from.requireSame(Settings.layers(model), settings);
      Snapshot s = from.state().snapshot();
      if (s.slots.size() != optimizer.slots()
          || s.sums.length != sums.length
          || s.position.step() > stepsPerEpoch) {
        throw new ModelFormatException(
            "The training state in " + from.folder() + " does not fit its settings.");
      }
      restore(s);
      finished.addAll(from.epochs());
    }
  }

  private History.End epochs() {
    try (Loader loader = loader(position)) {
      while (position.epoch() < terms.epochs()) {
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
    stopwatch.start();
    try {
      while (position.step() < stepsPerEpoch) {
        if (!step(loader)) {
          return false;
        }
      }
      drain();
    } finally {
      stopwatch.stop();
    }
    Map<String, Double> figures = new LinkedHashMap<>(objective.averages(drained));
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
            position.epoch() + 1,
            figures,
            learningRate,
            stopwatch.seconds() + (System.nanoTime() - judging) * 1e-9,
            stopwatch.perSecond());
    finished.add(e);
    position = position.nextEpoch();
    Arrays.fill(drained, 0);
    for (Callback c : callbacks) {
      c.onEpochEnd(training, e);
    }
    stopwatch.reset(0);
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
    if (batch == null) {
      throw new IllegalStateException("The loader ended before the epoch.");
    }
    train(batch);
    loader.giveBack();
    for (int i = 0; i < callbacks.size(); i++) {
      callbacks.get(i).onStepEnd(training);
    }
    return !mustStop();
  }

  /** Does the next step with its batch. */
  void train(Staging batch) {
    learningRate = rate();
    batch.putStep(
        optimizer.scalars(learningRate, position.steps()), terms.seed(), position.steps());
    device.train(batch);
    stopwatch.count(batch.layout().count());
    position = position.afterStep();
    if (position.step() % DRAIN_EVERY == 0) {
      drain();
    }
  }

  /** Begins the next epoch if all steps of this one are done. */
  void beginEpochIfDone() {
    if (position.step() == stepsPerEpoch) {
      drain();
      Arrays.fill(drained, 0);
      position = position.nextEpoch();
    }
  }

  private double rate() {
    double rate = optimizer.schedule().rate(position.steps());
    for (int i = 0; i < callbacks.size(); i++) {
      rate = callbacks.get(i).learningRate(rate);
    }
    return rate;
  }

  private void drain() {
    device.readSums(sums);
    for (int i = 0; i < sums.length; i++) {
      drained[i] += sums[i];
      sums[i] = 0;
    }
    device.writeSums(sums);
  }

  private boolean mustStop() {
    // Cleared here and set again at the end, since it would make the writing of files fail.
    interrupted |= Thread.interrupted();
    return interrupted || stopReason != null || trainer.stopRequested();
  }

  private History.End end() {
    String reason = stopReason;
    return reason != null
        ? new History.End(History.Kind.STOPPED, reason)
        : new History.End(
            History.Kind.INTERRUPTED,
            String.format(
                "Interrupted in epoch %d after %d of %d steps.",
                position.epoch() + 1, position.step(), stepsPerEpoch));
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
    return new Loader(plan(from), coding, List.of(new Staging(layouts), new Staging(layouts)));
  }

  /** Returns memory for {@link #capture}. */
  Snapshot newSnapshot() {
    return Snapshot.zeros(model, optimizer.slots(), sums.length);
  }

  /** Copies everything from the device. */
  void capture(Snapshot s) {
    device.read(s.weights, s.state);
    device.readSlots(s.slots);
    device.readSums(s.sums);
    System.arraycopy(drained, 0, s.drained, 0, drained.length);
    s.position = position;
    s.learningRate = learningRate;
    s.seconds = stopwatch.seconds();
  }

  /** Goes back to where a snapshot was taken. */
  void restore(Snapshot s) {
    device.write(s.weights, s.state);
    device.writeSlots(s.slots);
    device.writeSums(s.sums);
    System.arraycopy(s.drained, 0, drained, 0, drained.length);
    position = s.position;
    learningRate = s.learningRate;
    stopwatch.reset(s.seconds);
  }

  void save(Path folder) throws IOException {
    Snapshot s = newSnapshot();
    capture(s);
    Map<String, Memory> memories = new LinkedHashMap<>();
    keyed(callbacks).forEach((key, c) -> memories.put(key, c.memory()));
    TrainingState state =
        new TrainingState(settings, terms.epochs(), s, finished, memories, numerics());
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

  Map<String, Double> averages() {
    device.readSums(sums);
    double[] all = drained.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] += sums[i];
    }
    return objective.averages(all);
  }

  void stop(String reason) {
    stopReason = reason;
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

  Position position() {
    return position;
  }

  int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  double learningRate() {
    return learningRate;
  }

  double epochSeconds() {
    return stopwatch.seconds();
  }

  double imagesPerSecond() {
    return stopwatch.perSecond();
  }

  List<History.Epoch> finished() {
    return List.copyOf(finished);
  }
}
