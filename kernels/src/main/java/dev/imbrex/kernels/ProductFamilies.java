package dev.imbrex.kernels;

import java.util.List;

/** The families of matrix products, each as its source file's header describes it. */
final class ProductFamilies {
  private static final List<Integer> FLAG = List.of(0, 1);

  private ProductFamilies() {}

  static List<KernelFamily> all() {
    return List.of(gemmPrivate(), gemmLocal(), gemmPrepare(), gemv());
  }

  private static KernelFamily gemmPrivate() {
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

  private static KernelFamily gemmLocal() {
    return new KernelFamily(
        "gemm_local",
        "matrix products and convolutions through tiles in local memory",
        List.of("gemm_local_f32"),
        List.of(
            new KernelParameter("MODE", "how the left operand is read", FLAG, 0),
            new KernelParameter("REVERSED", "whether the taps run backwards", FLAG, 0),
            new KernelParameter("CHECKED", "whether taps can fall outside", FLAG, 1),
            new KernelParameter("TILE_M", "rows of a tile", List.of(4, 8, 16, 32, 64, 128), 32),
            new KernelParameter("TILE_N", "columns of a tile", List.of(4, 8, 16, 32, 64, 128), 32),
            new KernelParameter("TILE_K", "depth of the tiles", List.of(4, 8, 16, 32), 16),
            new KernelParameter("REG_M", "rows of a work-item", List.of(1, 2, 4, 8), 4),
            new KernelParameter("REG_N", "columns of a work-item", List.of(1, 2, 4, 8), 4),
            new KernelParameter("VA", "floats per load from the left operand", List.of(1, 4), 1),
            new KernelParameter("VB", "floats per load from the right one", List.of(1, 4), 1),
            new KernelParameter("PAD", "factors between rows of a tile", List.of(0, 1, 4), 1),
            new KernelParameter("HALF", "whether factors are rounded to 16 bits", FLAG, 0),
            new KernelParameter("BIAS", "whether a bias is added", FLAG, 0),
            new KernelParameter("KEEP", "whether the activation's argument is kept", FLAG, 0),
            new KernelParameter("ACTIVATE", "whether there is an activation", FLAG, 0)),
        List.of(
            KernelRule.multiple("TILE_M", "REG_M"),
            KernelRule.multiple("TILE_N", "REG_N"),
            KernelRule.multiple("TILE_K", "VA"),
            new KernelRule(
                "REVERSED is 0 where MODE is 1", v -> v.get("MODE") == 0 || v.get("REVERSED") == 0),
            new KernelRule(
                "TILE_M / REG_M * TILE_N / REG_N, the work-items of a group, is at most 1024",
                v -> items(v) <= 1024),
            new KernelRule(
                "the work-items are a multiple of TILE_K / VA, so that each has one k",
                v -> items(v) % (v.get("TILE_K") / v.get("VA")) == 0),
            new KernelRule(
                "every work-item loads as many vectors of both tiles",
                v ->
                    v.get("TILE_M") * v.get("TILE_K") % (v.get("VA") * items(v)) == 0
                        && v.get("TILE_N") * v.get("TILE_K") % (v.get("VB") * items(v)) == 0)),
        v ->
            new KernelNeeds(
                items(v),
                (v.get("HALF") == 1 ? 2L : 4L)
                    * v.get("TILE_K")
                    * (v.get("TILE_M") + v.get("TILE_N") + 2 * v.get("PAD"))));
  }

  private static int items(KernelValues v) {
    return v.get("TILE_M") / v.get("REG_M") * (v.get("TILE_N") / v.get("REG_N"));
  }

  private static KernelFamily gemmPrepare() {
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

  private static KernelFamily gemv() {
    return new KernelFamily(
        "gemv",
        "matrix products of few rows, whose right operand is read once where it lies",
        List.of("gemv_columns", "gemv_runs", "gemv_dots", "gemv_sum"),
        List.of(
            new KernelParameter("ROWS", "rows of sums", List.of(1, 2, 4, 8, 16), 1),
            new KernelParameter("WIDTH", "floats per vector", List.of(1, 2, 4, 8, 16), 1),
            new KernelParameter("COLUMNS", "vectors of columns", List.of(1, 2, 4, 8), 1),
            new KernelParameter("DEPTH", "rows of b at a time", List.of(1, 4, 8, 16), 8),
            StandardFamilies.workGroup(64),
            new KernelParameter("SPLIT", "whether the sums are those of parts of k", FLAG, 0),
            new KernelParameter("BIAS", "whether a bias is added", FLAG, 0),
            new KernelParameter("KEEP", "whether the activation's argument is kept", FLAG, 0),
            new KernelParameter("ACTIVATE", "whether there is an activation", FLAG, 0)),
        List.of(
            new KernelRule(
                "ROWS * COLUMNS, the sums of a work-item, is at most 32",
                v -> v.get("ROWS") * v.get("COLUMNS") <= 32)),
        v ->
            new KernelNeeds(
                v.get("WORK_GROUP"),
                v.get("WORK_GROUP") == 1
                    ? 0
                    : 4L * v.get("ROWS") * v.get("COLUMNS") * v.get("WORK_GROUP")));
  }
}
