package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.AdamUpdate;
import java.util.List;

/**
 * Adam (Kingma and Ba, 2015) in Keras's form: m' = m + (1 - beta1) (g - m), v' = v + (1 - beta2)
 * (g^2 - v), w' = w - rate sqrt(1 - beta2^t) / (1 - beta1^t) m' / (sqrt(v') + epsilon).
 */
public final class Adam extends AdamFamily<Adam> {
  private Adam(Schedule schedule) {
    super(schedule);
  }

  /** Returns Adam with a constant learning rate; Keras's default is 0.001. */
  public static Adam of(double rate) {
    return new Adam(Schedule.constant(rate));
  }

  /** Returns Adam with a learning rate that changes from step to step. */
  public static Adam of(Schedule rate) {
    return new Adam(rate);
  }

  static Adam fromConfig(Config c) {
    return of(0.001).readCommon(c);
  }

  @Override
  public double[] scalars(double rate, long step) {
    return new double[] {corrected(rate, step)};
  }

  @Override
  public List<Value> update(OpEmitter b, Value w, Value g, List<Value> slots, List<Value> scalars) {
    return b.emit(
        new AdamUpdate(beta1, beta2, epsilon, false),
        List.of(w, g, slots.get(0), slots.get(1), scalars.get(0)));
  }
}
