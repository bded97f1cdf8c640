package dev.imbrex.kernels;

import java.util.List;

/** The families that come with this artifact, each as its source file's header describes it. */
final class StandardFamilies {

  private StandardFamilies() {}

  static List<KernelFamily> all() {
    return List.of(
        map(),
        reduceRows(),
        ProductFamilies.gemmPrivate(),
        ProductFamilies.gemmLocal(),
        ProductFamilies.gemmPrepare());
  }

  private static KernelFamily map() {
    return new KernelFamily(
        "map",
        "one expression for every element",
        List.of("map_elements"),
        List.of(
            new KernelParameter("ELEMENTS", "elements per work-item", List.of(1, 4, 16), 4),
            workGroup(64)),
        List.of(),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 0));
  }

  static KernelParameter workGroup(int standard) {
    return new KernelParameter(
        "WORK_GROUP", "work-items per group", List.of(1, 2, 4, 8, 16, 32, 64, 128, 256), standard);
  }

  private static KernelFamily reduceRows() {
    return new KernelFamily(
        "reduce_rows",
        "sum and maximum of every row of a matrix",
        List.of("reduce_rows_sum_f32", "reduce_rows_max_f32"),
        List.of(
            new KernelParameter(
                "WORK_GROUP",
                "work-items per group",
                List.of(1, 2, 4, 8, 16, 32, 64, 128, 256),
                64)),
        List.of(),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 4L * v.get("WORK_GROUP")));
  }
}
