package dev.imbrex.report;

import dev.imbrex.nn.Model;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Trainer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What a network says to pictures that it has not learned from. */
final class Judged {
  private final Dataset pictures;
  private final float[] probabilities;
  private final int classes;

  private Judged(Dataset pictures, float[] probabilities) {
    this.pictures = pictures;
    this.probabilities = probabilities;
    this.classes = pictures.classes();
  }

  /** Judges so many pictures at most, evenly spread over all. */
  static Judged of(Trainer trainer, Model model, Dataset all, int most) {
    int n = Math.min(most, all.size());
    int[] some = IntStream.range(0, n).map(i -> (int) ((long) i * all.size() / n)).toArray();
    Dataset pictures = n == all.size() ? all : all.subset(some);
    return new Judged(pictures, trainer.predict(model, pictures).toFloats());
  }

  Dataset pictures() {
    return pictures;
  }

  int size() {
    return pictures.size();
  }

  /** Returns the features of a picture. */
  float[] features(int picture) {
    float[] f = new float[pictures.exampleShape().intSize()];
    pictures.read(picture, f, 0);
    return f;
  }

  double probability(int picture, int label) {
    double p = probabilities[picture * classes + label];
    return Double.isFinite(p) ? p : 0;
  }

  /** Returns the classes, the most likely first; of equal ones the first comes first. */
  int[] guesses(int picture) {
    return IntStream.range(0, classes)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -probability(picture, k)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  int guess(int picture) {
    int best = 0;
    for (int k = 1; k < classes; k++) {
      best = probability(picture, k) > probability(picture, best) ? k : best;
    }
    return best;
  }

  boolean isRight(int picture) {
    return guess(picture) == pictures.label(picture);
  }

  /** Returns the pictures that were taken for something else, the surest mistake first. */
  List<Integer> mistakes() {
    return IntStream.range(0, size())
        .filter(i -> !isRight(i))
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -probability(i, guess(i))))
        .toList();
  }

  /** Returns the pictures that were known, the surest first. */
  List<Integer> known() {
    return IntStream.range(0, size())
        .filter(this::isRight)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -probability(i, guess(i))))
        .toList();
  }
}
