package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import java.util.Map;

/**
 * What Adam and AdamW have in common.
 *
 * @param <O> the optimiser's own class
 */
public abstract class AdamFamily<O extends AdamFamily<O>> extends AbstractOptimizer<O> {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-7;

  AdamFamily(Schedule schedule) {
    super(schedule);
  }

  /** Returns this optimiser with another share of the old mean of gradients; 0.9 by default. */
  public O beta1(double share) {
    return with(o -> o.beta1 = share);
  }

  /** Returns this optimiser with another share of the old mean of squares; 0.999 by default. */
  public O beta2(double share) {
    return with(o -> o.beta2 = share);
  }

  /** Returns this optimiser with another number added outside the root; 1e-7 by default. */
  public O epsilon(double added) {
    return with(o -> o.epsilon = added);
  }

  @Override
  public int slots() {
    return 2;
  }

  /** Returns rate sqrt(1 - beta2^t) / (1 - beta1^t) at step t = step + 1. */
  double corrected(double rate, long step) {
    double t = step + 1.0;
    return rate * StrictMath.sqrt(1 - StrictMath.pow(beta2, t)) / (1 - StrictMath.pow(beta1, t));
  }

  @Override
  void putOptions(Map<String, Object> config) {
    config.put("beta_1", beta1);
    config.put("beta_2", beta2);
    config.put("epsilon", epsilon);
  }

  @Override
  O readCommon(Config c) {
    return super.readCommon(c)
        .beta1(c.number("beta_1", 0.9))
        .beta2(c.number("beta_2", 0.999))
        .epsilon(c.number("epsilon", 1e-7));
  }
}
