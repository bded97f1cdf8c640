package dev.imbrex.cli;

import dev.imbrex.nn.LayerNode;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.Parameter;
import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.config.Registry;
import dev.imbrex.nn.metric.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Says what a network learns by, for the lines of {@code train} and the page about a run. */
final class LearningText {
  private static final String CLASS_WEIGHTS = "class_weights";

  private LearningText() {}

  /**
   * Returns what is learnt by, as names and values: the loss and the metrics, and, where there are
   * such, the weights of classes, the constraints on parameters and the penalties.
   *
   * @param classes what the network tells apart
   */
  static Map<String, String> of(Model model, Objective objective, List<String> classes) {
    Map<String, String> said = new LinkedHashMap<>();
    Map<String, Object> loss = new LinkedHashMap<>(objective.loss().config());
    Config c = Config.of("loss", objective.loss().config());
    loss.remove(CLASS_WEIGHTS);
    said.put("loss", named(loss));
    if (c.has(CLASS_WEIGHTS)) {
      said.put("class weights", weights(c.numbers(CLASS_WEIGHTS), classes));
    }
    said.put(
        "metrics",
        objective.metrics().stream().map(Metric::label).collect(Collectors.joining(", ")));
    said.put("constraints", constraints(model));
    said.put("penalties on parameters", penalties(model));
    said.put("penalties on activity", activity(model));
    said.values().removeIf(String::isEmpty);
    return said;
  }

  private static String weights(List<Double> each, List<String> classes) {
    StringJoiner all = new StringJoiner(", ");
    for (int k = 0; k < each.size(); k++) {
      all.add(String.format(Locale.ROOT, "%s: %.4g", classes.get(k), each.get(k)));
    }
    return all.toString();
  }

  private static String constraints(Model model) {
    StringJoiner all = new StringJoiner(", ");
    for (Parameter p : model.parameters()) {
      p.spec().constraint().ifPresent(c -> all.add(p.name() + ": " + named(c.config())));
    }
    return all.toString();
  }

  private static String penalties(Model model) {
    StringJoiner all = new StringJoiner(", ");
    for (Parameter p : model.parameters()) {
      p.spec().regularizer().ifPresent(r -> all.add(p.name() + ": " + named(r.config())));
    }
    return all.toString();
  }

  private static String activity(Model model) {
    StringJoiner all = new StringJoiner(", ");
    for (LayerNode n : model.nodes()) {
      n.layer().activityRegularizer().ifPresent(r -> all.add(n.name() + ": " + named(r.config())));
    }
    return all.toString();
  }

  /** Returns a map with a type as text, such as {@code ConstantRate(rate=0.001)}. */
  static String named(Map<?, ?> map) {
    Map<Object, Object> options = new LinkedHashMap<>(map);
    Object type = options.remove(Registry.TYPE);
    String name = type == null ? "" : type.toString();
    return options.isEmpty()
        ? name
        : options.entrySet().stream()
            .map(
                e ->
                    e.getKey()
                        + "="
                        + (e.getValue() instanceof Map<?, ?> m ? named(m) : e.getValue()))
            .collect(Collectors.joining(", ", name + "(", ")"));
  }
}
