package dev.imbrex.kernels;

import java.util.List;
import java.util.stream.Stream;

/** The family for matrix engines, as its source file's header describes it. */
final class MatrixFamilies {
  private static final List<Integer> FLAG = List.of(0, 1);
  private static final List<Integer> FEW = List.of(1, 2, 4);

  private MatrixFamilies() {}

  static List<KernelFamily> all() {
    return List.of(gemmMatrix());
  }

  private static KernelFamily gemmMatrix() {
    return new KernelFamily(
        "gemm_matrix",
        "plain matrix products on the matrix engines of GPUs",
        List.of("gemm_matrix_f32"),
        List.of(
            new KernelParameter(
                "ENGINE",
                "which instruction",
                Stream.of(MatrixEngine.values()).map(MatrixEngine::number).toList(),
                MatrixEngine.NVIDIA_TF32.number()),
            new KernelParameter("FRAG_M", "small matrices of a sub-group, down", FEW, 1),
            new KernelParameter("FRAG_N", "small matrices of a sub-group, to the right", FEW, 1),
            new KernelParameter("SUB_M", "sub-groups of a group, down", FEW, 2),
            new KernelParameter("SUB_N", "sub-groups of a group, to the right", FEW, 2),
            new KernelParameter("STEPS", "small matrices along k at a time", FEW, 2),
            new KernelParameter("BIAS", "whether a bias is added", FLAG, 0),
            new KernelParameter("KEEP", "whether the activation's argument is kept", FLAG, 0),
            new KernelParameter("ACTIVATE", "whether there is an activation", FLAG, 0)),
        List.of(
            new KernelRule(
                "a tile of A and one of b fit 32 KiB of local memory",
                v -> localBytes(v) <= 32 << 10)),
        v -> new KernelNeeds(engine(v).lanes() * v.get("SUB_M") * v.get("SUB_N"), localBytes(v)));
  }

  private static MatrixEngine engine(KernelValues v) {
    return MatrixEngine.of(v.get("ENGINE"));
  }

  private static long localBytes(KernelValues v) {
    MatrixEngine e = engine(v);
    long rows = (long) e.rows() * v.get("FRAG_M") * v.get("SUB_M");
    long columns = (long) e.columns() * v.get("FRAG_N") * v.get("SUB_N");
    long depth = (long) e.depth() * v.get("STEPS");
    // A row of either tile has one element more.
    return e.bytes() * (rows * (depth + 1) + depth * (columns + 1));
  }
}
