package dev.imbrex.kernels;

import java.util.List;

/** The families that make or move elements without computing with them. */
final class MovementFamilies {

  private MovementFamilies() {}

  static List<KernelFamily> all() {
    return List.of(fill(), random(), move());
  }

  private static KernelFamily fill() {
    return new KernelFamily(
        "fill",
        "one word everywhere, or indices along an axis",
        List.of("fill_words", "fill_indices"),
        List.of(
            new KernelParameter("ELEMENTS", "elements per work-item", List.of(1, 4, 16), 4),
            StandardFamilies.workGroup(64)),
        List.of(),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 0));
  }

  private static KernelFamily random() {
    return new KernelFamily(
        "random",
        "random words of Philox4x32-10, and dropout",
        List.of("random_bits", "random_dropout"),
        List.of(StandardFamilies.workGroup(64)),
        List.of(),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 0));
  }

  private static KernelFamily move() {
    return new KernelFamily(
        "move",
        "words from one strided box to another",
        List.of("move_words", "move_padded"),
        List.of(
            new KernelParameter("RANK", "axes of the box", List.of(1, 2, 3, 4, 5, 6, 7, 8), 2),
            StandardFamilies.vector("words that are moved together"),
            new KernelParameter("ELEMENTS", "vectors per work-item", List.of(1, 4, 16), 4),
            StandardFamilies.workGroup(64)),
        List.of(),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 0));
  }
}
