package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What optimisers have in common: schedule, clipping, and equality by their options.
 *
 * <p>Options are fields that are set on a fresh copy only, by {@link #with}.
 *
 * @param <O> the optimiser's own class
 */
public abstract class AbstractOptimizer<O extends AbstractOptimizer<O>>
    implements Optimizer, Cloneable {
  Schedule schedule;
  Clipping clipping = Clipping.NONE;

  /** Creates an optimiser with this learning rate. */
  protected AbstractOptimizer(Schedule schedule) {
    this.schedule = schedule;
  }

  /** Returns this optimiser with another learning rate. */
  public O learningRate(double rate) {
    return learningRate(Schedule.constant(rate));
  }

  /** Returns this optimiser with another learning rate. */
  public O learningRate(Schedule rate) {
    return with(o -> o.schedule = rate);
  }

  /** Returns this optimiser with gradients clipped, such as by {@link Clipping#byGlobalNorm}. */
  public O clipping(Clipping clip) {
    return with(o -> o.clipping = clip);
  }

  /** Returns a copy of this optimiser on which an option has been set. */
  @SuppressWarnings("unchecked")
  protected final O with(Consumer<? super O> option) {
    O o;
    try {
      o = (O) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
    option.accept(o);
    return o;
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public Clipping clipping() {
    return clipping;
  }

  @Override
  public double slotStart() {
    return 0;
  }

  @Override
  public double[] scalars(double rate, long step) {
    return new double[] {rate};
  }

  /** Adds the optimiser's own options. */
  abstract void putOptions(Map<String, Object> config);

  @Override
  public Map<String, Object> config() {
    Map<String, Object> m =
        Config.map(
            "type",
            getClass().getSimpleName(),
            "learning_rate",
            schedule.config(),
            "clipping",
            clipping.config());
    putOptions(m);
    return m;
  }

  /** Returns this optimiser with schedule and clipping as {@link #config} wrote them. */
  O readCommon(Config c) {
    O o =
        c.section("learning_rate")
            .map(Schedules::fromConfig)
            .map(this::learningRate)
            .orElse(self());
    return c.section("clipping").map(Clipping::fromConfig).map(o::clipping).orElse(o);
  }

  @SuppressWarnings("unchecked")
  private O self() {
    return (O) this;
  }

  /** Returns whether the other is an optimiser of the same class with the same options. */
  @Override
  public boolean equals(@Nullable Object o) {
    return o != null
        && o.getClass() == getClass()
        && config().equals(((AbstractOptimizer<?>) o).config());
  }

  @Override
  public int hashCode() {
    return Objects.hash(config());
  }

  @Override
  public String toString() {
    return config().toString();
  }
}
