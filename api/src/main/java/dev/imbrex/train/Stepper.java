package dev.imbrex.train;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.optim.Optimizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Does steps of training, keeps the sums of loss and metrics, and knows how far it has come. */
final class Stepper {
  /**
   * After how many steps of an epoch the float32 sums on the device are added to float64 sums on
   * the host. A fixed number, so that averages do not depend on who looks when.
   */
  private static final int DRAIN_EVERY = 256;

  private final Model model;
  private final DeviceModel device;
  private final Objective objective;
  private final Optimizer optimizer;
  private final List<Callback> callbacks;
  private final long seed;
  private final int stepsPerEpoch;
  private final Stopwatch stopwatch = new Stopwatch();
  private final double[] drained;
  private final double[] sums;
  private Position position = Position.START;
  private double learningRate;

  /**
   * Creates what steps with a model on a device.
   *
   * @param callbacks asked for the learning rate
   */
  Stepper(
      Model model,
      DeviceModel device,
      Objective objective,
      Optimizer optimizer,
      List<Callback> callbacks,
      long seed,
      int stepsPerEpoch) {
    this.model = model;
    this.device = device;
    this.objective = objective;
    this.optimizer = optimizer;
    this.callbacks = callbacks;
    this.seed = seed;
    this.stepsPerEpoch = stepsPerEpoch;
    this.drained = new double[objective.accumulators()];
    this.sums = new double[objective.accumulators()];
  }

  /** Begins with the model's numbers, and an optimiser that has kept nothing yet. */
  void start() {
    device.write(model.weights(), model.state());
    device.fillSlots(optimizer.slotStart());
    device.beginAverage(model.weights());
    device.writeSums(drained);
    learningRate = optimizer.schedule().rate(0);
  }

  /** Does the next step with its batch. */
  void train(Staging batch) {
    learningRate = optimizer.schedule().rate(position.steps());
    for (int i = 0; i < callbacks.size(); i++) {
      learningRate = callbacks.get(i).learningRate(learningRate);
    }
    batch.putStep(optimizer.scalars(learningRate, position.steps()), seed, position.steps());
    device.train(batch);
    stopwatch.count(batch.layout().count());
    position = position.afterStep();
    if (position.step() % DRAIN_EVERY == 0) {
      drain();
    }
  }

  /** Takes the sums from the device. */
  void drain() {
    device.readSums(sums);
    for (int i = 0; i < sums.length; i++) {
      drained[i] += sums[i];
      sums[i] = 0;
    }
    device.writeSums(sums);
  }

  /** Returns loss and metrics of this epoch so far, and changes nothing. */
  Map<String, Double> averages() {
    device.readSums(sums);
    double[] all = drained.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] += sums[i];
    }
    return objective.averages(all);
  }

  /** Goes to the beginning of the next epoch. */
  void nextEpoch() {
    drain();
    Arrays.fill(drained, 0);
    position = position.nextEpoch();
  }

  /** Returns memory for {@link #capture}. */
  Snapshot newSnapshot() {
    return Snapshot.zeros(model, optimizer.slots(), optimizer.averages(), sums.length);
  }

  /** Returns a copy of everything. */
  Snapshot snapshot() {
    Snapshot s = newSnapshot();
    capture(s);
    return s;
  }

  /** Copies everything. */
  void capture(Snapshot s) {
    device.read(s.weights, s.state);
    device.readSlots(s.slots);
    device.readSums(s.sums);
    System.arraycopy(drained, 0, s.drained, 0, drained.length);
    s.position = position;
    s.learningRate = learningRate;
    s.seconds = stopwatch.seconds();
  }

  /**
   * Returns whether a snapshot may be one of this training.
   *
   * @param otherData whether its epochs may have had more steps
   */
  boolean accepts(Snapshot s, boolean otherData) {
    return s.slots.size() == optimizer.slots()
        && s.averaged == optimizer.averages()
        && s.sums.length == sums.length
        && (otherData || s.position.step() <= stepsPerEpoch);
  }

  /** Goes to where a snapshot was taken. */
  void restore(Snapshot s) {
    device.write(s.weights, s.state);
    device.writeSlots(s.slots);
    device.writeSums(s.sums);
    System.arraycopy(s.drained, 0, drained, 0, drained.length);
    position = s.position.within(stepsPerEpoch);
    learningRate = s.learningRate;
    stopwatch.reset(s.seconds);
  }

  Position position() {
    return position;
  }

  int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /** Returns whether all steps of this epoch are done. */
  boolean epochIsDone() {
    return position.step() == stepsPerEpoch;
  }

  double learningRate() {
    return learningRate;
  }

  Stopwatch stopwatch() {
    return stopwatch;
  }
}
