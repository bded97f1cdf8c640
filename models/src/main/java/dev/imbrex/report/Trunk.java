package dev.imbrex.report;

import dev.imbrex.nn.LayerNode;
import dev.imbrex.nn.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The layers that whatever a network computes passes through: those of its stem, where its branches
 * join, and what comes behind. Where there are no branches, all of them.
 */
final class Trunk {
  /** Layers that finish what the one before has begun. */
  private static final Set<String> FINISHING = Set.of("BatchNorm", "Activation");

  private Trunk() {}

  /** Returns their indices, in order; those that no result goes past. */
  static List<Integer> of(Model model) {
    int count = model.nodes().size();
    int[] farthest = new int[count];
    for (LayerNode n : model.nodes()) {
      for (int i : n.inputs()) {
        farthest[i] = n.index();
      }
    }
    List<Integer> trunk = new ArrayList<>();
    int reach = 0;
    for (int i = 0; i < count; i++) {
      if (reach <= i) {
        trunk.add(i);
      }
      reach = Math.max(reach, farthest[i]);
    }
    return trunk;
  }

  /** Returns which layers are not just finished by the one behind them. */
  static Predicate<Integer> finished(Model model) {
    return i ->
        i + 1 >= model.nodes().size()
            || !FINISHING.contains(model.nodes().get(i + 1).layer().type())
            || !model.nodes().get(i + 1).inputs().equals(List.of(i));
  }
}
