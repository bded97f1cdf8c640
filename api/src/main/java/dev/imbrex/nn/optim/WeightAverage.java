package dev.imbrex.nn.optim;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An optimiser beside which an exponential moving average of the parameters is kept, as with
 * Keras's {@code use_ema}: average' = decay average + (1 - decay) w', and w' itself after the first
 * step (Polyak and Juditsky, 1992).
 *
 * <p>Training goes on with the parameters, while the model is judged, saved and in the end left
 * with their average. It is one more slot on the device, taken after constraints.
 *
 * @param optimizer what changes the parameters
 * @param decay the share of the average that stays, from 0 to less than 1; Keras has 0.99
 */
public record WeightAverage(Optimizer optimizer, double decay) implements Optimizer {
  static final String TYPE = "WeightAverage";

  /** Checks the decay, and that there is one average only. */
  public WeightAverage {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException(
          "The decay of an average is a share from 0 to less than 1, not " + decay + ".");
    }
    if (optimizer.averages()) {
      throw new IllegalArgumentException(
          "The optimiser has an average of the parameters already; keep one only.");
    }
  }

  /** Returns an optimiser with an average of the parameters beside it. */
  public static WeightAverage of(Optimizer optimizer, double decay) {
    return new WeightAverage(optimizer, decay);
  }

  static WeightAverage fromConfig(Config c) {
    Optional<Map<String, Object>> inner = c.section("optimizer");
    return of(
        Optimizers.fromConfig(
            inner.orElseThrow(
                () -> new ModelFormatException("The " + c.what() + " lacks \"optimizer\"."))),
        c.number("decay"));
  }

  @Override
  public Schedule schedule() {
    return optimizer.schedule();
  }

  @Override
  public Clipping clipping() {
    return optimizer.clipping();
  }

  @Override
  public int slots() {
    return optimizer.slots() + 1;
  }

  @Override
  public double slotStart() {
    return optimizer.slotStart();
  }

  @Override
  public boolean averages() {
    return true;
  }

  /** Returns those of the optimiser, and the shares of the average and of the new parameters. */
  @Override
  public double[] scalars(double rate, long step) {
    double[] own = optimizer.scalars(rate, step);
    double[] all = Arrays.copyOf(own, own.length + 2);
    double stays = step == 0 ? 0 : decay;
    all[own.length] = stays;
    all[own.length + 1] = 1 - stays;
    return all;
  }

  @Override
  public List<Value> update(OpEmitter b, Value w, Value g, List<Value> slots, List<Value> scalars) {
    return update(b, w, g, slots, scalars, UnaryOperator.identity());
  }

  @Override
  public List<Value> update(
      OpEmitter b,
      Value w,
      Value g,
      List<Value> slots,
      List<Value> scalars,
      UnaryOperator<Value> constraints) {
    int own = optimizer.slots();
    int n = scalars.size() - 2;
    List<Value> next =
        new ArrayList<>(
            optimizer.update(b, w, g, slots.subList(0, own), scalars.subList(0, n), constraints));
    Value kept = b.mul(slots.get(own), scalars.get(n));
    next.add(b.add(kept, b.mul(next.get(0), scalars.get(n + 1))));
    return next;
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("type", TYPE, "decay", decay, "optimizer", optimizer.config());
  }
}
