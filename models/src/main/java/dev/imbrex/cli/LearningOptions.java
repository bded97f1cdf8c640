package dev.imbrex.cli;

import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.nn.optim.WeightAverage;
import dev.imbrex.train.Dataset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a network is judged by while it learns, and which of its weights are kept. */
final class LearningOptions {
  private static final String BALANCED = "balanced";

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "How much of each label is spread over all classes, such as 0.1.")
  private @Nullable Double smoothing;

  @Option(
      names = "--class-weights",
      paramLabel = "LIST",
      description =
          "How much each class counts in training: balanced, or a number for each class with commas"
              + " between.")
  private @Nullable String weights;

  @Option(
      names = "--ema",
      paramLabel = "DECAY",
      description =
          "Judges and keeps an exponential moving average of the weights; of it this share stays at"
              + " each step, such as 0.99.")
  private @Nullable Double decay;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Also tells how often the right class is among the K likeliest.")
  private @Nullable Integer topK;

  /**
   * Returns the loss for a data set.
   *
   * @throws IllegalArgumentException if an option is out of range or does not fit the classes
   */
  Loss loss(Dataset train) {
    Loss loss = Loss.SPARSE_CATEGORICAL_CROSSENTROPY;
    Double share = smoothing;
    if (share != null) {
      loss = loss.labelSmoothing(share);
    }
    String list = weights;
    return list == null ? loss : loss.classWeights(weights(list, train));
  }

  /** Returns the metrics. */
  List<Metric> metrics() {
    List<Metric> metrics = new ArrayList<>(List.of(Metric.ACCURACY));
    Integer k = topK;
    if (k != null) {
      metrics.add(Metric.topK(Ranges.atLeast(1, "--top-k", k)));
    }
    return metrics;
  }

  /** Returns the optimiser, with an average of the weights beside it if that is asked for. */
  Optimizer optimizer(Optimizer chosen) {
    Double share = decay;
    return share == null ? chosen : WeightAverage.of(chosen, share);
  }

  private static List<Double> weights(String list, Dataset train) {
    if (list.equals(BALANCED)) {
      return balanced(train);
    }
    List<Double> each = new ArrayList<>();
    for (String number : list.split(",", -1)) {
      try {
        each.add(Double.valueOf(number.trim()));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "--class-weights is balanced or numbers with commas between, but has \""
                + number
                + "\".",
            e);
      }
    }
    if (each.size() != train.classes()) {
      throw new IllegalArgumentException(
          "--class-weights has "
              + each.size()
              + " numbers, but "
              + train.name()
              + " has "
              + train.classes()
              + " classes; give one for each.");
    }
    return each;
  }

  /** Returns n / (classes n_k), so that all classes count alike in sum; 1 where there is none. */
  private static List<Double> balanced(Dataset train) {
    int[] counts = new int[train.classes()];
    for (int i = 0; i < train.size(); i++) {
      counts[train.label(i)]++;
    }
    List<Double> each = new ArrayList<>(Collections.nCopies(counts.length, 1.0));
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] > 0) {
        each.set(k, train.size() / ((double) counts.length * counts[k]));
      }
    }
    return each;
  }
}
