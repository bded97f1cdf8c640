package dev.imbrex.kernels;

import java.util.List;
import java.util.stream.Stream;

/** The families that come with this artifact, each as its source file's header describes it. */
final class StandardFamilies {

  private StandardFamilies() {}

  static List<KernelFamily> all() {
    return Stream.of(
            List.of(map(), limit()),
            ProductFamilies.all(),
            MatrixFamilies.all(),
            WinogradFamilies.all(),
            MovementFamilies.all(),
            ReductionFamilies.all(),
            WindowFamilies.all())
        .flatMap(List::stream)
        .toList();
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

  private static KernelFamily limit() {
    return new KernelFamily(
        "limit",
        "what a device can do at most: multiply-adds and copies",
        List.of("limit_multiply_add", "limit_copy"),
        List.of(
            vector("floats per vector"),
            new KernelParameter("CHAINS", "independent sums", List.of(1, 4, 8, 12, 16, 24), 8),
            new KernelParameter("ELEMENTS", "vectors a work-item copies", List.of(1, 4, 16), 4),
            workGroup(64)),
        List.of(),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 0));
  }

  static KernelParameter workGroup(int standard) {
    return new KernelParameter(
        "WORK_GROUP", "work-items per group", List.of(1, 2, 4, 8, 16, 32, 64, 128, 256), standard);
  }

  static KernelParameter vector(String meaning) {
    return new KernelParameter("VECTOR", meaning, List.of(1, 2, 4, 8, 16), 1);
  }
}
