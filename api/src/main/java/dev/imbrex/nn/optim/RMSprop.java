package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.RmspropUpdate;
import java.util.List;
import java.util.Map;

/**
 * RMSprop (Tieleman and Hinton, 2012): v' = rho v + (1 - rho) g^2, w' = w - rate g / sqrt(v' +
 * epsilon).
 */
public final class RMSprop extends AbstractOptimizer<RMSprop> {
  private double rho = 0.9;
  private double epsilon = 1e-7;

  private RMSprop(Schedule schedule) {
    super(schedule);
  }

  /** Returns RMSprop with a constant learning rate; Keras's default is 0.001. */
  public static RMSprop of(double rate) {
    return new RMSprop(Schedule.constant(rate));
  }

  /** Returns RMSprop with a learning rate that changes from step to step. */
  public static RMSprop of(Schedule rate) {
    return new RMSprop(rate);
  }

  static RMSprop fromConfig(Config c) {
    return of(0.001).readCommon(c).rho(c.number("rho", 0.9)).epsilon(c.number("epsilon", 1e-7));
  }

  /** Returns this optimiser with another share of the old mean of squares; 0.9 by default. */
  public RMSprop rho(double share) {
    return with(o -> o.rho = share);
  }

  /** Returns this optimiser with another number added inside the root; 1e-7 by default. */
  public RMSprop epsilon(double added) {
    return with(o -> o.epsilon = added);
  }

  @Override
  public int slots() {
    return 1;
  }

  @Override
  public List<Value> update(OpEmitter b, Value w, Value g, List<Value> slots, List<Value> scalars) {
    return b.emit(new RmspropUpdate(rho, epsilon), List.of(w, g, slots.get(0), scalars.get(0)));
  }

  @Override
  void putOptions(Map<String, Object> config) {
    config.put("rho", rho);
    config.put("epsilon", epsilon);
  }
}
