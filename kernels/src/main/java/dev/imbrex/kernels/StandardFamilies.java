package dev.imbrex.kernels;

import java.util.List;
import java.util.stream.Stream;

/** The families that come with this artifact, each as its source file's header describes it. */
final class StandardFamilies {

  private StandardFamilies() {}

  static List<KernelFamily> all() {
    return Stream.of(
            List.of(map(), sgemmTiled()),
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

  static KernelParameter workGroup(int standard) {
    return new KernelParameter(
        "WORK_GROUP", "work-items per group", List.of(1, 2, 4, 8, 16, 32, 64, 128, 256), standard);
  }

  static KernelParameter vector(String meaning) {
    return new KernelParameter("VECTOR", meaning, List.of(1, 4, 16), 1);
  }

  private static KernelFamily sgemmTiled() {
    return new KernelFamily(
        "sgemm_tiled",
        "product of two matrices through tiles in local memory",
        List.of("sgemm_tiled_f32"),
        List.of(
            new KernelParameter(
                "TILE_M", "rows of the result per group", List.of(16, 32, 64, 128), 64),
            new KernelParameter(
                "TILE_N", "columns of the result per group", List.of(16, 32, 64, 128), 64),
            new KernelParameter(
                "TILE_K", "depth of a tile in local memory", List.of(8, 16, 32), 16),
            new KernelParameter(
                "REG_M", "rows of the result per work-item", List.of(1, 2, 4, 8), 4),
            new KernelParameter(
                "REG_N", "columns of the result per work-item", List.of(1, 2, 4, 8), 4),
            new KernelParameter("VECTOR", "elements per load", List.of(1, 2, 4, 8), 4),
            new KernelParameter("PAD", "floats between the rows of a tile", List.of(0, 1, 4), 1)),
        List.of(
            KernelRule.multiple("TILE_M", "REG_M"),
            KernelRule.multiple("TILE_N", "REG_N"),
            KernelRule.multiple("TILE_K", "VECTOR"),
            KernelRule.multiple("TILE_N", "VECTOR"),
            new KernelRule(
                "TILE_M / REG_M * TILE_N / REG_N, the work-items of a group, is at most 1024",
                v -> sgemmGroup(v) <= 1024)),
        v ->
            new KernelNeeds(
                sgemmGroup(v),
                4L * v.get("TILE_K") * (v.get("TILE_M") + v.get("TILE_N") + 2 * v.get("PAD"))));
  }

  private static int sgemmGroup(KernelValues v) {
    return v.get("TILE_M") / v.get("REG_M") * (v.get("TILE_N") / v.get("REG_N"));
  }
}
