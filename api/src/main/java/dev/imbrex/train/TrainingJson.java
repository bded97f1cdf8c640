package dev.imbrex.train;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.config.Config;
import dev.imbrex.spi.OpWays;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link TrainingState}, without its tensors, as JSON. */
final class TrainingJson {
  private static final String FORMAT = "imbrex-training";
  private static final int VERSION = 1;
  private static final String WAYS = "ways";

  private TrainingJson() {}

  static Map<String, Object> write(TrainingState state) {
    Snapshot s = state.snapshot();
    List<Map<String, Object>> history = new ArrayList<>();
    for (History.Epoch e : state.finished()) {
      Map<String, Object> figures = new LinkedHashMap<>();
      e.figures().forEach((k, v) -> figures.put(k, number(v)));
      history.add(
          Config.map(
              "epoch",
              e.number(),
              "figures",
              figures,
              "learning_rate",
              number(e.learningRate()),
              "seconds",
              e.seconds(),
              "images_per_second",
              e.imagesPerSecond()));
    }
    Map<String, Object> callbacks = new LinkedHashMap<>();
    state.memories().forEach((key, m) -> callbacks.put(key, m.values()));
    Map<String, Object> json =
        Config.map(
            "format",
            FORMAT,
            "version",
            VERSION,
            "settings",
            state.settings(),
            "epochs",
            state.epochs(),
            "epoch",
            s.position.epoch(),
            "step",
            s.position.step(),
            "total_steps",
            s.position.steps(),
            "learning_rate",
            number(s.learningRate),
            "seconds",
            s.seconds,
            "history",
            history,
            "callbacks",
            callbacks,
            "numerics",
            state.numerics());
    if (!state.ways().isEmpty()) {
      json.put(WAYS, Config.map("device", state.ways().device(), "ops", state.ways().byOp()));
    }
    return json;
  }

  /** Reads what {@link #write} wrote, into a snapshot that has its tensors already. */
  static TrainingState read(String file, Map<String, Object> json, Snapshot s) {
    Config c = Config.of(file, json);
    if (!c.string("format").equals(FORMAT) || c.integer("version") != VERSION) {
      throw new ModelFormatException(
          file
              + " should be of format "
              + FORMAT
              + ", version "
              + VERSION
              + "; use the version of the library that has written it, or a later one.");
    }
    s.position = new Position(c.integer("epoch"), c.integer("step"), c.count("total_steps"));
    if (s.position.epoch() < 0 || s.position.step() < 0 || s.position.steps() < 0) {
      throw new ModelFormatException(file + " has a position that is not possible.");
    }
    s.learningRate = number(file, "learning_rate", json.get("learning_rate"));
    s.seconds = c.number("seconds");
    List<History.Epoch> finished = new ArrayList<>();
    for (Map<String, Object> m : c.sections("history")) {
      Config e = Config.of("history in " + file, m);
      Map<String, Double> figures = new LinkedHashMap<>();
      e.section("figures").orElse(Map.of()).forEach((k, v) -> figures.put(k, number(file, k, v)));
      finished.add(
          new History.Epoch(
              e.integer("epoch"),
              figures,
              number(file, "learning_rate", m.get("learning_rate")),
              e.number("seconds"),
              e.number("images_per_second")));
    }
    Map<String, Memory> memories = new LinkedHashMap<>();
    Config callbacks = Config.of("callbacks in " + file, c.section("callbacks").orElse(Map.of()));
    for (String key : c.section("callbacks").orElse(Map.of()).keySet()) {
      memories.put(key, new Memory(callbacks.section(key).orElse(Map.of()), Map.of()));
    }
    Map<String, String> numerics = new LinkedHashMap<>();
    c.section("numerics").orElse(Map.of()).forEach((k, v) -> numerics.put(k, v.toString()));
    return new TrainingState(
        c.section("settings").orElse(Map.of()),
        c.integer("epochs"),
        s,
        finished,
        memories,
        numerics,
        ways(file, c));
  }

  /** Checkpoints of a device without a choice, and those of versions before, have none. */
  private static OpWays ways(String file, Config c) {
    if (!c.has(WAYS)) {
      return OpWays.NONE;
    }
    Config ways = Config.of("entry ways in " + file, c.section(WAYS).orElse(Map.of()));
    Map<String, Object> ops =
        ways.section("ops")
            .orElseThrow(() -> new ModelFormatException("The " + ways.what() + " lacks ops."));
    Config names = Config.of("entry ways.ops in " + file, ops);
    Map<String, String> byOp = new LinkedHashMap<>();
    ops.keySet().forEach(op -> byOp.put(op, names.string(op)));
    return new OpWays(ways.string("device"), byOp);
  }

  /** JSON has no NaN and no infinity: they become texts. */
  private static Object number(double d) {
    return Double.isNaN(d) || Double.isInfinite(d) ? Double.toString(d) : d;
  }

  private static double number(String file, String what, @Nullable Object value) {
    if (value instanceof Number) {
      return ((Number) value).doubleValue();
    }
    if ("NaN".equals(value)) {
      return Double.NaN;
    }
    if ("Infinity".equals(value) || "-Infinity".equals(value)) {
      return Double.parseDouble((String) value);
    }
    throw new ModelFormatException(
        file + " needs " + what + " as a number, but it is " + value + ".");
  }
}
