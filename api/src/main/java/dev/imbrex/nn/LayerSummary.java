package dev.imbrex.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * What a layer is to its model, as tables show it.
 *
 * @param node the layer at its place
 * @param parameters how many numbers its parameters have, trained or not
 * @param multiplyAdds how many products it adds up for one example
 * @param receptiveField the part of the picture that one element of its result sees
 */
public record LayerSummary(
    LayerNode node, long parameters, long multiplyAdds, ReceptiveField receptiveField) {

  /** Returns the layers of a model, in their order. */
  static List<LayerSummary> of(Model model) {
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
      all.add(
          new LayerSummary(
              n, parameters, LayerCalls.multiplyAdds(n), LayerCalls.receptiveField(n, before)));
    }
    return List.copyOf(all);
  }
}
