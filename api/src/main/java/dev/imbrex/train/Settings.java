package dev.imbrex.train;

import dev.imbrex.io.Json;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.Optimizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/** What training depends on, as a map: with the same settings it ends in the same bits. */
final class Settings {
  static final String OPTIMIZER = "optimizer";
  static final String LOSS = "loss";
  static final String METRICS = "metrics";
  static final String BATCH_SIZE = "batch_size";
  static final String SEED = "seed";
  static final String SHUFFLE = "shuffle";
  static final String DATA = "data";

  private static final String SIZE = "size";
  private static final String LABELS = "labels_crc32c";
  private static final String EXAMPLES = "examples_crc32c";

  private Settings() {}

  static Map<String, Object> of(Optimizer optimizer, Objective objective, Dataset data, Fit terms) {
    List<Map<String, Object>> metrics = objective.metrics().stream().map(Metric::config).toList();
    return plain(
        Config.map(
            OPTIMIZER,
            optimizer.config(),
            LOSS,
            objective.loss().config(),
            METRICS,
            metrics,
            BATCH_SIZE,
            terms.batchSize(),
            SEED,
            Long.toString(terms.seed()),
            SHUFFLE,
            terms.shuffle(),
            DATA,
            data(data)));
  }

  static Map<String, Object> layers(Model model) {
    return plain(model.config());
  }

  /** Returns settings without what tells data sets of the same shape and classes apart. */
  static Map<String, Object> withoutExamples(Map<String, Object> settings) {
    Map<String, Object> all = new LinkedHashMap<>(settings);
    Config.of("settings", settings)
        .section(DATA)
        .ifPresent(
            data -> {
              Map<String, Object> rest = new LinkedHashMap<>(data);
              rest.keySet().removeAll(Set.of(SIZE, LABELS, EXAMPLES));
              all.put(DATA, rest);
            });
    return all;
  }

  /** Tells data sets apart by all labels and the first and the last example. */
  private static Map<String, Object> data(Dataset data) {
    CRC32C labels = new CRC32C();
    for (int i = 0; i < data.size(); i++) {
      update(labels, data.label(i));
    }
    float[] features = new float[data.exampleShape().intSize()];
    CRC32C examples = new CRC32C();
    for (int i : new int[] {0, data.size() - 1}) {
      data.read(i, features, 0);
      for (float f : features) {
        update(examples, Float.floatToRawIntBits(f));
      }
    }
    return Config.map(
        SIZE,
        data.size(),
        "shape",
        data.exampleShape().toList(),
        "classes",
        data.classNames(),
        LABELS,
        String.format("%08x", labels.getValue()),
        EXAMPLES,
        String.format("%08x", examples.getValue()));
  }

  private static void update(CRC32C sum, int word) {
    for (int shift = 0; shift < 32; shift += 8) {
      sum.update(word >>> shift);
    }
  }

  /** Returns a map as it is after it has been in a file, so that it can be compared with one. */
  private static Map<String, Object> plain(Map<String, Object> map) {
    return Json.parseMap("settings", Json.line(map));
  }
}
