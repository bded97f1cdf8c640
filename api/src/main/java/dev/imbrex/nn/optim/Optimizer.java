package dev.imbrex.nn.optim;

import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** How parameters follow their gradients. */
public interface Optimizer {
  /** Returns the learning rate, step by step. */
  Schedule schedule();

  /** Returns what is done to gradients that are too large. */
  Clipping clipping();

  /** Returns how many vectors, each as long as the parameters, are kept from step to step. */
  int slots();

  /** Returns the first value of all elements of the slots. */
  double slotStart();

  /**
   * Returns the scalars of one step; always equally many.
   *
   * @param rate the learning rate at this step
   * @param step how many steps came before, from 0
   */
  double[] scalars(double rate, long step);

  /**
   * Emits one step.
   *
   * @param w the parameters, a vector
   * @param g their gradient, clipped already
   * @param slots the slots
   * @param scalars as {@link #scalars} gave them
   * @return the new parameters, followed by the new slots
   */
  List<Value> update(OpEmitter b, Value w, Value g, List<Value> slots, List<Value> scalars);

  /**
   * Emits one step, and brings the parameters back to their constraints.
   *
   * @param constraints what the new parameters become
   * @return the new parameters, constraints met, followed by the new slots
   */
  default List<Value> update(
      OpEmitter b,
      Value w,
      Value g,
      List<Value> slots,
      List<Value> scalars,
      UnaryOperator<Value> constraints) {
    List<Value> next = new ArrayList<>(update(b, w, g, slots, scalars));
    next.set(0, constraints.apply(next.get(0)));
    return next;
  }

  /**
   * Returns whether the last slot is an average of the parameters by which the model is judged, and
   * which it keeps in the end.
   */
  default boolean averages() {
    return false;
  }

  /** Returns the optimiser as a map from which {@link Optimizers#fromConfig} makes it again. */
  Map<String, Object> config();
}
