package dev.imbrex.cli;

import dev.imbrex.train.Callback;
import dev.imbrex.train.Training;

/** Writes down the loss of each step; all batches are of one size. */
final class StepLosses implements Callback {
  final double[] losses;
  private double before;

  StepLosses(int steps) {
    losses = new double[steps];
  }

  @Override
  public void onStepEnd(Training t) {
    double sum = t.averages().get("loss") * t.step();
    losses[(int) t.totalSteps() - 1] = sum - before;
    before = t.step() == t.stepsPerEpoch() ? 0 : sum;
  }
}
