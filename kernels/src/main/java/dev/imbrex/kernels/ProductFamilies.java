package dev.imbrex.kernels;

import java.util.List;

/** The families of matrix products, each as its source file's header describes it. */
final class ProductFamilies {
  private static final List<Integer> FLAG = List.of(0, 1);

  private ProductFamilies() {}

  static KernelFamily gemmPrivate() {
    return new KernelFamily(
        "gemm_private",
        "matrix products and convolutions through tiles in registers",
        List.of("gemm_private_f32"),
        List.of(
            new KernelParameter("MODE", "how the left operand is read", FLAG, 0),
            new KernelParameter("REVERSED", "whether the taps run backwards", FLAG, 0),
            new KernelParameter("CHECKED", "whether taps can fall outside", FLAG, 1),
            new KernelParameter("MR", "rows of a tile", List.of(1, 2, 4, 6, 8, 12, 16), 4),
            new KernelParameter("VEC", "floats per vector", List.of(1, 2, 4, 8, 16), 4),
            new KernelParameter("NV", "vectors per row of a tile", List.of(1, 2, 3, 4), 2),
            new KernelParameter("BIAS", "whether a bias is added", FLAG, 0),
            new KernelParameter("KEEP", "whether the activation's argument is kept", FLAG, 0),
            new KernelParameter("ACTIVATE", "whether there is an activation", FLAG, 0)),
        List.of(
            new KernelRule(
                "REVERSED is 0 where MODE is 1",
                v -> v.get("MODE") == 0 || v.get("REVERSED") == 0)),
        v -> new KernelNeeds(1, 0));
  }

  static KernelFamily gemmPrepare() {
    return new KernelFamily(
        "gemm_prepare",
        "panels, borders and sums around matrix products",
        List.of("gemm_pack", "gemm_pad", "gemm_sum"),
        List.of(
            new KernelParameter(
                "PANEL", "columns of a panel", List.of(1, 2, 4, 8, 16, 24, 32, 48, 64, 128), 16),
            StandardFamilies.workGroup(64)),
        List.of(),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 0));
  }
}
