package dev.imbrex.kernels;

import java.util.List;

/** The families of minimal filtering, as their source files' headers describe them. */
final class WinogradFamilies {

  private WinogradFamilies() {}

  static List<KernelFamily> all() {
    return List.of(winograd(), fused());
  }

  private static KernelFamily winograd() {
    List<Integer> panels = List.of(1, 2, 4, 8, 16, 24, 32, 48, 64, 128);
    return new KernelFamily(
        "winograd",
        "Winograd's transforms around products that take the place of 3x3 convolutions",
        List.of(
            "winograd_filter",
            "winograd_input",
            "winograd_output",
            "winograd_output_gradient",
            "winograd_filter_gradient"),
        List.of(
            new KernelParameter("TILE", "rows and columns of a tile of results", List.of(2, 4), 2),
            StandardFamilies.vector("channels per work-item"),
            new KernelParameter("PANEL", "columns of a panel", panels, 16),
            flag("BIAS", "whether a bias is added"),
            flag("KEEP", "whether the activation's argument is kept"),
            flag("ACTIVATE", "whether an activation is generated"),
            StandardFamilies.workGroup(64)),
        List.of(KernelRule.multiple("PANEL", "VECTOR")),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 0));
  }

  private static KernelFamily fused() {
    return new KernelFamily(
        "winograd_fused",
        "3x3 convolutions by Winograd's algorithm in one pass through a processor's cache",
        List.of("winograd_fused_f32", "winograd_fused_sums_f32"),
        List.of(
            new KernelParameter("MR", "tiles multiplied at a time", List.of(1, 2, 4, 6, 8), 4),
            new KernelParameter("VEC", "floats per vector", List.of(1, 2, 4, 8, 16), 4),
            new KernelParameter("NV", "vectors per row of a panel", List.of(1, 2, 3, 4), 2),
            flag("BIAS", "whether a bias is added"),
            flag("KEEP", "whether the activation's argument is kept"),
            flag("ACTIVATE", "whether there is an activation")),
        List.of(),
        v -> new KernelNeeds(1, 0));
  }

  private static KernelParameter flag(String macro, String meaning) {
    return new KernelParameter(macro, meaning, List.of(0, 1), 0);
  }
}
