package dev.imbrex.train;

import dev.imbrex.io.Disk;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.ModelProgram;
import dev.imbrex.nn.ModelPrograms;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.Port;
import dev.imbrex.nn.Predictor;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.OpWays;
import dev.imbrex.spi.TunedOp;
import dev.imbrex.spi.TuningLevel;
import dev.imbrex.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains and judges models on a backend: an optimiser, a loss and metrics.
 *
 * <p>The numbers of a model are on the device while it is trained, and come back when {@link #fit}
 * ends, in whatever way. One call at a time; {@link #requestStop} may come from any thread.
 */
public final class Trainer {
  /** How many examples are judged or predicted together where nothing is said. */
  private static final int BATCH = 128;

  private final Backend backend;
  private final Disk disk;
  private final @Nullable Optimizer optimizer;
  private final @Nullable Loss loss;
  private final List<Metric> metrics;
  private final boolean profile;
  private final boolean recompute;
  private volatile boolean stopRequested;

  private Trainer(
      Backend backend,
      Disk disk,
      @Nullable Optimizer optimizer,
      @Nullable Loss loss,
      List<Metric> metrics,
      boolean profile,
      boolean recompute) {
    this.backend = backend;
    this.disk = disk;
    this.optimizer = optimizer;
    this.loss = loss;
    this.metrics = metrics;
    this.profile = profile;
    this.recompute = recompute;
  }

  /** Returns a trainer on a backend, which stays the caller's to close. */
  public static Trainer on(Backend backend) {
    return new Trainer(backend, Disk.SYSTEM, null, null, List.of(), false, false);
  }

  /** Returns a trainer with this optimiser. */
  public Trainer optimizer(Optimizer o) {
    return new Trainer(backend, disk, o, loss, metrics, profile, recompute);
  }

  /** Returns a trainer with this loss. */
  public Trainer loss(Loss l) {
    return new Trainer(backend, disk, optimizer, l, metrics, profile, recompute);
  }

  /** Returns a trainer with these metrics in place of others. */
  public Trainer metrics(Metric... list) {
    return metrics(List.of(list));
  }

  /** Returns a trainer with these metrics in place of others. */
  public Trainer metrics(List<Metric> list) {
    return new Trainer(backend, disk, optimizer, loss, List.copyOf(list), profile, recompute);
  }

  /**
   * Returns a trainer that measures how long each op of the training steps takes, or not; see
   * {@link Training#profile}. Measured steps may be slower.
   */
  public Trainer profile(boolean measured) {
    return new Trainer(backend, disk, optimizer, loss, metrics, measured, recompute);
  }

  /**
   * Returns a trainer that keeps only some of what the forward pass computes, and computes the rest
   * again in the backward pass, or one that keeps everything. Takes less memory and more time;
   * results have the same bits. T. Chen et al.: "Training deep nets with sublinear memory cost",
   * 2016.
   */
  public Trainer recompute(boolean again) {
    return new Trainer(backend, disk, optimizer, loss, metrics, profile, again);
  }

  /**
   * Trains a model.
   *
   * <p>A model that has not been initialised is, with the seed of the terms. The optimiser begins
   * anew, unless the terms say to resume.
   *
   * @throws dev.imbrex.tensor.ShapeException if data, model and loss do not fit
   * @throws dev.imbrex.io.ModelFormatException if a checkpoint to resume from is of something else;
   *     names the first difference
   */
  public History fit(Model model, Dataset data, Fit terms) {
    try {
      return FitLoop.run(this, model, data, terms);
    } finally {
      stopRequested = false;
    }
  }

  /**
   * Asks {@link #fit} to end after the step that is running, or the next one to begin; it returns
   * with {@link History.Kind#INTERRUPTED}.
   */
  public void requestStop() {
    stopRequested = true;
  }

  boolean stopRequested() {
    return stopRequested;
  }

  /**
   * Returns loss and metrics over a data set, by name.
   *
   * @throws CancellationException if this thread is interrupted
   */
  public Map<String, Double> evaluate(Model model, Dataset data) {
    return evaluate(model, data, BATCH);
  }

  /** Returns loss and metrics over a data set, by name, computed in batches of this size. */
  public Map<String, Double> evaluate(Model model, Dataset data, int batchSize) {
    try (DeviceModel device = judging(model, data, batchSize)) {
      device.write(model.weights(), model.state());
      Evaluation e = new Evaluation(device, objective(model), model, data);
      return e.run(() -> false)
          .orElseThrow(() -> new CancellationException("The evaluation was interrupted."));
    }
  }

  private DeviceModel judging(Model model, Dataset data, int batchSize) {
    Compatibility.check(model, data);
    List<Integer> counts = Loader.Plan.counts(data.size(), batchSize);
    return new DeviceModel(
        backend,
        model,
        objective(model),
        null,
        List.of(),
        counts,
        p -> CompileOptions.DEFAULT,
        OpWays.NONE);
  }

  /**
   * Returns what the model gives for every example {@code [N, ...]}: probabilities, where the loss
   * reads its results as logits.
   */
  public HostTensor predict(Model model, Dataset data) {
    return predict(model, data, BATCH);
  }

  /** Returns what {@link #predict(Model, Dataset)} does, computed in batches of this size. */
  public HostTensor predict(Model model, Dataset data, int batchSize) {
    Compatibility.check(model, data);
    return Prediction.of(backend, model, data, batchSize, objective(model).loss());
  }

  /**
   * Compiles and binds what {@link #fit} would run on these terms, and {@link #evaluate(Model,
   * Dataset)} and {@link #predict(Model, Dataset)} on their validation data, and frees it: for
   * those who want a device's programs built ahead, such as for {@link Backend#exportKernels}.
   *
   * <p>Runs none of it. A model that has not been initialised is.
   */
  public void prepare(Model model, Dataset data, Fit terms) {
    FitLoop.device(this, model, data, terms).close();
    Loader.Plan.counts(data.size(), terms.batchSize())
        .forEach(n -> NaNSearch.prepare(backend, model, n));
    Dataset judged = terms.validation();
    if (judged != null) {
      judging(model, judged, BATCH).close();
      Predictor.of(backend, model, Math.min(BATCH, judged.size())).close();
    }
  }

  /**
   * Has the backend measure the ways to run the ops of a training step with batches of this size,
   * and remember the fastest: {@link Backend#tune}. Needs no data.
   *
   * @param progress is told in a line what is being done
   * @return what is known of the step's ops then, in their order
   */
  public List<TunedOp> tune(Model model, int batch, TuningLevel level, Consumer<String> progress) {
    ModelProgram step = ModelPrograms.of(model).train(batch, objective(model), optimizer());
    return backend.tune(step.program(), compileOptions(step), level, progress);
  }

  /**
   * Returns what memory {@link #fit} takes on the device for batches of this size; compiles its
   * steps and runs nothing. Validation shares the memory of training.
   */
  public MemoryUse trainingMemory(Model model, int batch) {
    return MemoryUse.ofTraining(
        backend, model, objective(model), optimizer(), batch, this::compileOptions);
  }

  /** Returns what memory prediction takes on the device in batches of this size. */
  public MemoryUse predictionMemory(Model model, int batch) {
    return MemoryUse.ofPrediction(backend, model, batch);
  }

  /** Returns a trainer that writes checkpoints through this; for tests that let it fail. */
  Trainer disk(Disk other) {
    return new Trainer(backend, other, optimizer, loss, metrics, profile, recompute);
  }

  Disk disk() {
    return disk;
  }

  /** Returns how a step of training is compiled. */
  CompileOptions compileOptions(ModelProgram step) {
    CompileOptions options = CompileOptions.DEFAULT.withProfile(profile);
    // The figures of a batch are the last that the forward pass computes.
    return recompute ? options.withRecompute(step.outputs().indexOf(Port.ACCUMULATORS)) : options;
  }

  Backend backend() {
    return backend;
  }

  Optimizer optimizer() {
    if (optimizer == null) {
      throw new IllegalStateException(
          "The trainer has no optimiser; give it one, as in optimizer(Adam.of(1e-3)).");
    }
    return optimizer;
  }

  /** Returns what a model is trained by on these terms. */
  Objective objective(Model model, Fit terms) {
    Objective o = objective(model);
    List<Double> weights = terms.classWeights();
    return weights.isEmpty()
        ? o
        : new Objective(o.loss().classWeights(weights), o.metrics(), o.outputs());
  }

  /**
   * Returns what a model is judged by: the trainer's loss and metrics.
   *
   * @throws IllegalStateException if the trainer has no loss
   */
  public Objective objective(Model model) {
    if (loss == null) {
      throw new IllegalStateException(
          "The trainer has no loss; give it one, as in"
              + " loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY).");
    }
    return Objective.of(model, loss, metrics);
  }
}
