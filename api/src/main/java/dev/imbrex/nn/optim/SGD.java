package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.SgdUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent: w' = w - rate g; with momentum v' = momentum v - rate g, w' = w +
 * v', or Nesterov's w' = w + momentum v' - rate g.
 */
public final class SGD extends AbstractOptimizer<SGD> {
  private double momentum;
  private boolean nesterov;

  private SGD(Schedule schedule) {
    super(schedule);
  }

  /** Returns gradient descent with a constant learning rate; Keras's default is 0.01. */
  public static SGD of(double rate) {
    return new SGD(Schedule.constant(rate));
  }

  /** Returns gradient descent with a learning rate that changes from step to step. */
  public static SGD of(Schedule rate) {
    return new SGD(rate);
  }

  static SGD fromConfig(Config c) {
    return of(0.01)
        .readCommon(c)
        .momentum(c.number("momentum", 0))
        .nesterov(c.flag("nesterov", false));
  }

  /** Returns this optimiser with momentum, in [0, 1]; 0 by default. */
  public SGD momentum(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "The momentum of SGD must be in [0, 1], not " + share + ".");
    }
    return with(o -> o.momentum = share);
  }

  /** Returns this optimiser with or without Nesterov's look-ahead, which needs momentum. */
  public SGD nesterov(boolean lookAhead) {
    return with(o -> o.nesterov = lookAhead);
  }

  @Override
  public int slots() {
    return momentum == 0 ? 0 : 1;
  }

  @Override
  public List<Value> update(OpEmitter b, Value w, Value g, List<Value> slots, List<Value> scalars) {
    List<Value> in = new ArrayList<>(List.of(w, g));
    in.addAll(slots);
    in.addAll(scalars);
    return b.emit(new SgdUpdate(momentum, nesterov), in);
  }

  @Override
  void putOptions(Map<String, Object> config) {
    config.put("momentum", momentum);
    config.put("nesterov", nesterov);
  }
}
