package dev.imbrex.train;

import dev.imbrex.train.History.Epoch;

/**
 * Looks on while a model is trained, and may end it.
 *
 * <p>All methods are called in the thread that trains, in the order in which the callbacks were
 * given, {@link Checkpoints} after all others. What they throw ends the training. A callback serves
 * one training at a time and begins anew in {@link #onTrainBegin}.
 */
public interface Callback {
  /** Called once before the first step. */
  default void onTrainBegin(Training training) {}

  /** Called before the first step of each epoch, and where training resumes within one. */
  default void onEpochBegin(Training training) {}

  /** Called after each step; allocates nothing if it wants to keep training free of that. */
  default void onStepEnd(Training training) {}

  /** Called after each epoch, behind validation. */
  default void onEpochEnd(Training training, Epoch epoch) {}

  /** Called once at the end, however it came about, unless by an error. */
  default void onTrainEnd(Training training, History history) {}

  /** Returns the learning rate for the next step where so far {@code rate} is meant to be used. */
  default double learningRate(double rate) {
    return rate;
  }

  /** Returns what it is called in checkpoints. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** Returns what to store in a checkpoint, as it is between two epochs. */
  default Memory memory() {
    return Memory.NONE;
  }

  /** Takes up what {@link #memory} gave before; called after {@link #onTrainBegin}. */
  default void restore(Memory memory) {}
}
