package dev.imbrex.train;

import dev.imbrex.nn.optim.ReduceOnPlateau;
import java.util.Map;

/** Makes the learning rate smaller when a figure has stopped getting better. */
public final class ReduceRateOnPlateau implements Callback {
  private final Monitor monitor;
  private final ReduceOnPlateau rule;
  private ReduceOnPlateau.State state;

  private ReduceRateOnPlateau(Monitor monitor, ReduceOnPlateau rule) {
    this.monitor = monitor;
    this.rule = rule;
    this.state = rule.start();
  }

  /**
   * Returns the callback.
   *
   * @param rule by how much and when; whether greater is better is up to the monitor
   */
  public static ReduceRateOnPlateau of(Monitor monitor, ReduceOnPlateau rule) {
    return new ReduceRateOnPlateau(
        monitor,
        new ReduceOnPlateau(
            rule.factor(),
            rule.patience(),
            rule.minDelta(),
            rule.cooldown(),
            rule.minRate(),
            monitor.maximize()));
  }

  @Override
  public void onTrainBegin(Training training) {
    state = rule.start();
  }

  @Override
  public void onEpochEnd(Training training, History.Epoch epoch) {
    double figure = monitor.value(epoch.figures());
    state = rule.next(state, Double.isInfinite(figure) ? Double.NaN : figure);
  }

  @Override
  public double learningRate(double rate) {
    return rule.rate(state, rate);
  }

  @Override
  public Memory memory() {
    return new Memory(state.config(), Map.of());
  }

  @Override
  public void restore(Memory memory) {
    state = ReduceOnPlateau.State.fromConfig(memory.values());
  }
}
