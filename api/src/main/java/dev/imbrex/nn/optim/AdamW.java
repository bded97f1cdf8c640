package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.AdamUpdate;
import java.util.List;
import java.util.Map;

/**
 * Adam with weight decay apart from the gradient (Loshchilov and Hutter, 2019): first w becomes w -
 * rate decay w, for all parameters, then as {@link Adam}.
 */
public final class AdamW extends AdamFamily<AdamW> {
  private double weightDecay = 0.004;

  private AdamW(Schedule schedule) {
    super(schedule);
  }

  /** Returns AdamW with a constant learning rate; Keras's default is 0.001. */
  public static AdamW of(double rate) {
    return new AdamW(Schedule.constant(rate));
  }

  /** Returns AdamW with a learning rate that changes from step to step. */
  public static AdamW of(Schedule rate) {
    return new AdamW(rate);
  }

  static AdamW fromConfig(Config c) {
    return of(0.001).readCommon(c).weightDecay(c.number("weight_decay", 0.004));
  }

  /** Returns this optimiser with another decay; 0.004 by default. */
  public AdamW weightDecay(double decay) {
    if (!(decay >= 0)) {
      throw new IllegalArgumentException("The weight decay must be at least 0, not " + decay + ".");
    }
    return with(o -> o.weightDecay = decay);
  }

  @Override
  public double[] scalars(double rate, long step) {
    return new double[] {corrected(rate, step), rate * weightDecay};
  }

  @Override
  public List<Value> update(OpEmitter b, Value w, Value g, List<Value> slots, List<Value> scalars) {
    return b.emit(
        new AdamUpdate(beta1, beta2, epsilon, true),
        List.of(w, g, slots.get(0), slots.get(1), scalars.get(0), scalars.get(1)));
  }

  @Override
  void putOptions(Map<String, Object> config) {
    super.putOptions(config);
    config.put("weight_decay", weightDecay);
  }
}
