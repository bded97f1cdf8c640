package dev.imbrex.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tries learning rates out: step after step the rate grows by the same factor, until the loss
 * diverges or the last rate is reached.
 *
 * <p>L. N. Smith: "Cyclical Learning Rates for Training Neural Networks", 2017, section 3.3, with
 * rates that grow exponentially. Losses are smoothed by an exponential average (0.9) whose start is
 * corrected as Adam's is. The model is of no use afterwards.
 */
public final class LearningRateRange implements Callback {
  private static final double SMOOTHING = 0.9;

  /** How many times the least loss counts as diverged. */
  private static final double DIVERGED = 4;

  /** How many times the least loss so far is clearly above it. */
  private static final double RISEN = 1.25;

  /** Steps at the beginning that say nothing yet. */
  private static final int UNSETTLED = 5;

  private final double least;
  private final double greatest;
  private final int steps;
  private final List<Point> points = new ArrayList<>();
  private double average;
  private double seenLoss;
  private double seenExamples;
  private int begun;

  /**
   * A step.
   *
   * @param rate its learning rate
   * @param loss the loss of its batch, before the update
   * @param smoothed the average of the losses up to here
   */
  public record Point(double rate, double loss, double smoothed) {}

  private LearningRateRange(double least, double greatest, int steps) {
    this.least = least;
    this.greatest = greatest;
    this.steps = steps;
    if (!(least > 0 && least < greatest && Double.isFinite(greatest))) {
      throw new IllegalArgumentException(
          "The rates must be above 0 and the second greater than the first, but are "
              + least
              + " and "
              + greatest
              + ".");
    }
    if (steps < 10) {
      throw new IllegalArgumentException("At least 10 steps are needed, but got " + steps + ".");
    }
  }

  /**
   * Returns the callback; it ends the training.
   *
   * @param least the first rate
   * @param greatest the last rate
   * @param steps how many rates are tried
   */
  public static LearningRateRange of(double least, double greatest, int steps) {
    return new LearningRateRange(least, greatest, steps);
  }

  @Override
  public void onTrainBegin(Training training) {
    points.clear();
    average = 0;
    begun = 0;
  }

  @Override
  public void onEpochBegin(Training training) {
    seenLoss = 0;
    seenExamples = 0;
  }

  @Override
  public double learningRate(double rate) {
    return rate(begun++);
  }

  private double rate(int step) {
    return least * Math.pow(greatest / least, Math.min(1, step / (steps - 1.0)));
  }

  @Override
  public void onStepEnd(Training training) {
    double examples =
        Math.min((double) training.step() * training.batchSize(), training.data().size());
    double sum = training.averages().getOrDefault("loss", Double.NaN) * examples;
    add(training.learningRate(), (sum - seenLoss) / (examples - seenExamples));
    seenLoss = sum;
    seenExamples = examples;
    if (diverged()) {
      training.stop(String.format("The loss diverged at a rate of %.2g.", last().rate));
    } else if (points.size() == steps) {
      training.stop(String.format("All %d rates were tried.", steps));
    }
  }

  /** Adds a step; for tests, too. */
  void add(double rate, double loss) {
    average = SMOOTHING * average + (1 - SMOOTHING) * loss;
    double corrected = average / (1 - Math.pow(SMOOTHING, points.size() + 1));
    points.add(new Point(rate, loss, corrected));
  }

  private Point last() {
    return points.get(points.size() - 1);
  }

  private boolean diverged() {
    double smoothed = last().smoothed;
    return !Double.isFinite(smoothed)
        || (points.size() > UNSETTLED
            && smoothed > DIVERGED * points.stream().mapToDouble(Point::smoothed).min().orElse(0));
  }

  /** Returns the steps so far. */
  public List<Point> points() {
    return List.copyOf(points);
  }

  /**
   * Returns the rate at which the smoothed loss fell most steeply over the logarithm of the rate:
   * the slope between the third step before and the third behind. Only rates before the loss first
   * rose clearly above its least count: what falls later falls from there. Empty if it never fell.
   */
  public Optional<Double> steepest() {
    double least = Double.POSITIVE_INFINITY;
    int sound = 0;
    while (sound < points.size() && points.get(sound).smoothed <= RISEN * least) {
      least = Math.min(least, points.get(sound++).smoothed);
    }
    double best = 0;
    Point found = null;
    for (int i = UNSETTLED; i + 3 < sound; i++) {
      double slope = points.get(i + 3).smoothed - points.get(i - 3).smoothed;
      if (slope < best) {
        best = slope;
        found = points.get(i);
      }
    }
    return Optional.ofNullable(found).map(Point::rate);
  }
}
