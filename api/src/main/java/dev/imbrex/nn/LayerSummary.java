package dev.imbrex.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a layer is to its model, as tables show it.
 *
 * @param node the layer at its place
 * @param takes the names of the layers whose results it takes; empty where that is just the layer
 *     before, as it mostly is. Names that begin as the layer's own does, up to its last dot, are
 *     shortened to what is behind that: {@code a.sum} takes {@code .left} and {@code .right}
 * @param parameters how many numbers its parameters have, trained or not
 * @param multiplyAdds how many products it adds up for one example
 * @param receptiveField the part of the picture that one element of its result sees
 * @param trainingOnly whether only auxiliary outputs need it
 * @param notes what else is worth knowing, such as that it is frozen, or whose weights it has
 */
public record LayerSummary(
    LayerNode node,
    List<String> takes,
    long parameters,
    long multiplyAdds,
    ReceptiveField receptiveField,
    boolean trainingOnly,
    List<String> notes) {
  public LayerSummary {
    takes = List.copyOf(takes);
    notes = List.copyOf(notes);
  }

  /** Returns how many bytes its result has for one example, in float32. */
  public long bytes() {
    return Float.BYTES * node.outputShape().size();
  }

  /** Returns the layers of a model, in their order. */
  static List<LayerSummary> of(Model model) {
    Set<Integer> predicting = model.graph().needed(model.graph().outputs());
    List<LayerSummary> all = new ArrayList<>();
    for (LayerNode n : model.nodes()) {
      List<ReceptiveField> before =
          n.inputs().isEmpty()
              ? List.of(ReceptiveField.PIXEL)
              : n.inputs().stream().map(i -> all.get(i).receptiveField()).toList();
      long parameters =
          model.parameters().stream()
              .filter(p -> p.layer().equals(n.name()))
              .mapToLong(Parameter::size)
              .sum();
      boolean trainingOnly = !predicting.contains(n.index());
      all.add(
          new LayerSummary(
              n,
              takes(model, n),
              parameters,
              LayerCalls.multiplyAdds(n),
              LayerCalls.receptiveField(n, before),
              trainingOnly,
              notes(model, n, trainingOnly)));
    }
    return List.copyOf(all);
  }

  private static List<String> takes(Model model, LayerNode n) {
    if (n.inputs().isEmpty() || n.inputs().equals(List.of(n.index() - 1))) {
      return List.of();
    }
    String prefix = n.name().substring(0, n.name().lastIndexOf('.') + 1);
    return n.inputs().stream()
        .map(i -> model.nodes().get(i).name())
        .map(s -> s.startsWith(prefix) ? s.substring(Math.max(0, prefix.length() - 1)) : s)
        .toList();
  }

  private static List<String> notes(Model model, LayerNode n, boolean trainingOnly) {
    List<String> notes = new ArrayList<>();
    boolean weights = !n.layer().parameters(n.inputShape()).isEmpty();
    if (weights && !n.trainable()) {
      notes.add("frozen");
    }
    if (weights && n.trainable() && n.rateFactor() != 1) {
      notes.add(String.format(Locale.ROOT, "rate x %s", n.rateFactor()));
    }
    if (n.sharesParameters() && weights) {
      notes.add("weights of " + model.nodes().get(n.parametersOf()).name());
    }
    if (trainingOnly) {
      notes.add("training only");
    }
    return notes;
  }
}
