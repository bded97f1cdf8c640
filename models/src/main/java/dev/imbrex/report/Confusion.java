package dev.imbrex.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How often pictures of one class were taken for another.
 *
 * @param counts how often class i was taken for class j
 */
public record Confusion(List<String> classes, int[][] counts) {
  /** A class, what it was taken for, and how often. */
  record Pair(int actual, int guessed, int count) {}

  static Confusion of(Judged judged) {
    int n = judged.pictures().classes();
    int[][] counts = new int[n][n];
    for (int i = 0; i < judged.size(); i++) {
      counts[judged.pictures().label(i)][judged.guess(i)]++;
    }
    return new Confusion(judged.pictures().classNames(), counts);
  }

  /** Returns how many pictures of a class there are. */
  public int pictures(int actual) {
    int sum = 0;
    for (int c : counts[actual]) {
      sum += c;
    }
    return sum;
  }

  /** Returns how often a class was guessed. */
  public int guesses(int guessed) {
    int sum = 0;
    for (int[] row : counts) {
      sum += row[guessed];
    }
    return sum;
  }

  /** Returns how many of a class were known; not a number where there is none. */
  double recall(int label) {
    return counts[label][label] / (double) pictures(label);
  }

  /** Returns how many of the guesses of a class were right; not a number where there is none. */
  double precision(int label) {
    return counts[label][label] / (double) guesses(label);
  }

  double accuracy() {
    int right = 0;
    int all = 0;
    for (int k = 0; k < counts.length; k++) {
      right += counts[k][k];
      all += pictures(k);
    }
    return right / (double) all;
  }

  /** Returns the pairs that were confused, the most frequent first. */
  List<Pair> confused() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts.length; j++) {
        if (i != j && counts[i][j] > 0) {
          pairs.add(new Pair(i, j, counts[i][j]));
        }
      }
    }
    pairs.sort(Comparator.comparingInt(p -> -p.count()));
    return pairs;
  }
}
