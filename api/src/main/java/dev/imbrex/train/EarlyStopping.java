package dev.imbrex.train;

import dev.imbrex.nn.config.Config;
import dev.imbrex.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends training when a figure has stopped getting better. */
public final class EarlyStopping implements Callback {
  private static final String WEIGHTS = "weights";
  private static final String STATE = "state";

  private final Monitor monitor;
  private final int patience;
  private final double minDelta;
  private final boolean restoreBest;
  private double best = Double.NaN;
  private int bestEpoch;
  private int waited;
  private @Nullable HostTensor bestWeights;
  private @Nullable HostTensor bestState;

  private EarlyStopping(Monitor monitor, int patience, double minDelta, boolean restoreBest) {
    this.monitor = monitor;
    this.patience = patience;
    this.minDelta = minDelta;
    this.restoreBest = restoreBest;
    if (patience < 1 || !(minDelta >= 0)) {
      throw new IllegalArgumentException(
          "Early stopping needs a patience of 1 epoch or more and a difference of at least 0, not "
              + patience
              + " and "
              + minDelta
              + ".");
    }
  }

  /**
   * Returns early stopping after so many epochs without a better figure.
   *
   * @param patience at least 1
   */
  public static EarlyStopping of(Monitor monitor, int patience) {
    return new EarlyStopping(monitor, patience, 0, false);
  }

  /** Returns this with the difference by which a better figure must be better; 0 by default. */
  public EarlyStopping minDelta(double difference) {
    return new EarlyStopping(monitor, patience, difference, restoreBest);
  }

  /**
   * Returns this so that the model gets the numbers of its best epoch when training has ended, not
   * of its last. Checkpoints are not changed by that.
   */
  public EarlyStopping restoreBest() {
    return new EarlyStopping(monitor, patience, minDelta, true);
  }

  @Override
  public void onTrainBegin(Training training) {
    best = Double.NaN;
    bestEpoch = 0;
    waited = 0;
    bestWeights = null;
    bestState = null;
  }

  @Override
  public void onEpochEnd(Training training, History.Epoch epoch) {
    double figure = monitor.value(epoch.figures());
    if (monitor.better(figure, best, minDelta)) {
      best = figure;
      bestEpoch = epoch.number();
      waited = 0;
      if (restoreBest) {
        Snapshot s = training.loop().stepper().snapshot();
        bestWeights = s.judged();
        bestState = s.state;
      }
    } else if (++waited >= patience) {
      training.stop(
          String.format(
              "%s has not become better for %d epochs: the best is %.6g, of epoch %d.",
              monitor.name(), waited, best, bestEpoch));
    }
  }

  @Override
  public void onTrainEnd(Training training, History history) {
    if (bestWeights != null && bestState != null) {
      training.model().weights().buffer().put(bestWeights.buffer());
      training.model().state().buffer().put(bestState.buffer());
    }
  }

  @Override
  public Memory memory() {
    Map<String, Object> values = Config.map("best_epoch", bestEpoch, "waited", waited);
    if (!Double.isNaN(best)) {
      values.put("best", best);
    }
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    if (bestWeights != null && bestState != null) {
      tensors.put(WEIGHTS, bestWeights);
      tensors.put(STATE, bestState);
    }
    return new Memory(values, tensors);
  }

  @Override
  public void restore(Memory memory) {
    Config c = Config.of("memory of early stopping", memory.values());
    best = c.number("best", Double.NaN);
    bestEpoch = c.integer("best_epoch");
    waited = c.integer("waited");
    if (restoreBest) {
      bestWeights = memory.tensors().get(WEIGHTS);
      bestState = memory.tensors().get(STATE);
    }
  }
}
