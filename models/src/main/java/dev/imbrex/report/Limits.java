package dev.imbrex.report;

import dev.imbrex.nn.LayerSummary;
import dev.imbrex.nn.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * How much is shown, so that it takes little time and room however large the network is.
 *
 * @param judged how many validation pictures are judged
 * @param layers of how many layers there are pictures
 * @param maps how many feature maps of a layer are shown
 * @param side how high and wide a feature map is at most; larger ones are averaged
 * @param excited for how many filters of a layer a picture is sought that excites it
 * @param steps how many steps that search has
 */
public record Limits(int judged, int layers, int maps, int side, int excited, int steps) {
  /** How many products may be added up to judge pictures: seconds on two cores. */
  private static final double JUDGING = 2e11;

  /** How many may be for the pictures that excite. */
  private static final double EXCITING = 1.5e11;

  /** A step of the search computes forwards and backwards. */
  private static final int PASSES = 2;

  private static final int STEPS = 30;
  private static final int LAYERS = 12;

  /** Returns what a report shows: a few seconds' worth. */
  public static Limits brief(Model model) {
    double judging = Math.max(1, model.multiplyAdds());
    double exciting = Math.max(1, PASSES * STEPS * work(model));
    return new Limits(
        (int) between(64, JUDGING / judging, 10_000),
        LAYERS,
        16,
        56,
        (int) between(2, EXCITING / exciting, 12),
        STEPS);
  }

  /** Returns what someone sees who has asked for pictures. */
  public static Limits thorough() {
    return new Limits(0, Integer.MAX_VALUE, 64, 224, 16, STEPS);
  }

  private static double between(double least, double n, double most) {
    return Math.max(least, Math.min(n, most));
  }

  /** Returns how many products are added up to compute up to each of the layers that excite. */
  private static double work(Model model) {
    List<LayerSummary> all = model.layerSummaries();
    double sum = 0;
    for (int layer : some(Gallery.excitable(model), LAYERS)) {
      sum += all.subList(0, layer + 1).stream().mapToLong(LayerSummary::multiplyAdds).sum();
    }
    return sum;
  }

  /** Returns as many of these layers as are shown, evenly spread, the last among them. */
  List<Integer> some(List<Integer> indices) {
    return some(indices, layers);
  }

  private static List<Integer> some(List<Integer> indices, int most) {
    int n = Math.min(most, indices.size());
    List<Integer> chosen = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      chosen.add(indices.get((int) ((long) i * indices.size() / n) - 1));
    }
    return chosen;
  }
}
