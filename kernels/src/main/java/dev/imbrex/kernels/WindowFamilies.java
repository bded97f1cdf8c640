package dev.imbrex.kernels;

import java.util.List;

/** The families that look at pictures through windows, channel by channel. */
final class WindowFamilies {

  private WindowFamilies() {}

  static List<KernelFamily> all() {
    return List.of(pool(), poolDisjoint(), depthwise());
  }

  private static KernelFamily poolDisjoint() {
    List<Integer> extents = List.of(1, 2, 3, 4);
    return new KernelFamily(
        "pool_disjoint",
        "maximum over windows that do not overlap, and its gradient",
        List.of("pool_disjoint_max", "pool_disjoint_max_gradient"),
        List.of(
            new KernelParameter("WINDOW_H", "rows of a window", extents, 2),
            new KernelParameter("WINDOW_W", "columns of a window", extents, 2),
            StandardFamilies.vector("channels per work-item"),
            StandardFamilies.workGroup(64)),
        List.of(),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 0));
  }

  private static KernelFamily pool() {
    return new KernelFamily(
        "pool",
        "maximum and average over windows, and their gradients",
        List.of("pool_max", "pool_max_gradient", "pool_average", "pool_average_gradient"),
        List.of(StandardFamilies.vector("channels per work-item"), StandardFamilies.workGroup(64)),
        List.of(),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 0));
  }

  private static KernelFamily depthwise() {
    return new KernelFamily(
        "depthwise",
        "convolution with filters of its own for each channel, and its gradients",
        List.of("depthwise_forward", "depthwise_input_gradient", "depthwise_filter_gradient"),
        List.of(
            StandardFamilies.vector("channels per work-item"),
            new KernelParameter("TILE", "pixels of a row per work-item", List.of(1, 2, 4), 2),
            flag("BIAS", "whether a bias is added"),
            flag("KEEP", "whether the activation's argument is kept"),
            flag("ACTIVATE", "whether an activation is generated"),
            StandardFamilies.workGroup(64)),
        List.of(),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 0));
  }

  private static KernelParameter flag(String macro, String meaning) {
    return new KernelParameter(macro, meaning, List.of(0, 1), 0);
  }
}
