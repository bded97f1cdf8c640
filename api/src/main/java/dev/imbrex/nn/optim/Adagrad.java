package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.AdagradUpdate;
import java.util.List;
import java.util.Map;

/** AdaGrad (Duchi et al., 2011): a' = a + g^2, w' = w - rate g / sqrt(a' + epsilon). */
public final class Adagrad extends AbstractOptimizer<Adagrad> {
  private double initialAccumulatorValue;
  private double epsilon = 1e-7;

  private Adagrad(Schedule schedule) {
    super(schedule);
  }

  /** Returns AdaGrad with a constant learning rate; Keras's default is 0.001. */
  public static Adagrad of(double rate) {
    return new Adagrad(Schedule.constant(rate));
  }

  /** Returns AdaGrad with a learning rate that changes from step to step. */
  public static Adagrad of(Schedule rate) {
    return new Adagrad(rate);
  }

  static Adagrad fromConfig(Config c) {
    return of(0.001)
        .readCommon(c)
        .initialAccumulatorValue(c.number("initial_accumulator_value", 0))
        .epsilon(c.number("epsilon", 1e-7));
  }

  /** Returns this optimiser with a starting value of the sums of squares; 0 as in the paper. */
  public Adagrad initialAccumulatorValue(double value) {
    return with(o -> o.initialAccumulatorValue = value);
  }

  /** Returns this optimiser with another number added inside the root; 1e-7 by default. */
  public Adagrad epsilon(double added) {
    return with(o -> o.epsilon = added);
  }

  @Override
  public int slots() {
    return 1;
  }

  @Override
  public double slotStart() {
    return initialAccumulatorValue;
  }

  @Override
  public List<Value> update(OpEmitter b, Value w, Value g, List<Value> slots, List<Value> scalars) {
    return b.emit(new AdagradUpdate(epsilon), List.of(w, g, slots.get(0), scalars.get(0)));
  }

  @Override
  void putOptions(Map<String, Object> config) {
    config.put("initial_accumulator_value", initialAccumulatorValue);
    config.put("epsilon", epsilon);
  }
}
