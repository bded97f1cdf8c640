package dev.imbrex.kernels;

import java.util.List;

/** The families that look at pictures through windows, channel by channel. */
final class WindowFamilies {

  private WindowFamilies() {}

  static List<KernelFamily> all() {
    return List.of(pool());
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
}
