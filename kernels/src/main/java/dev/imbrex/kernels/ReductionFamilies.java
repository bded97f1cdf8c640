package dev.imbrex.kernels;

import java.util.List;

/** The families that combine the elements of rows and columns. */
final class ReductionFamilies {

  private ReductionFamilies() {}

  static List<KernelFamily> all() {
    return List.of(reduce(), argReduce(), softmax(), batchNorm());
  }

  private static KernelFamily reduce() {
    return new KernelFamily(
        "reduce",
        "sum, maximum or minimum along an axis, in parts",
        List.of("reduce_columns", "reduce_rows"),
        List.of(
            new KernelParameter("OPERATION", "0 sum, 1 maximum, 2 minimum", List.of(0, 1, 2), 0),
            new KernelParameter("INTEGER", "0 float, 1 int", List.of(0, 1), 0),
            StandardFamilies.vector("elements per load"),
            StandardFamilies.workGroup(64)),
        List.of(),
        v -> shared(v, 4));
  }

  private static KernelFamily argReduce() {
    return new KernelFamily(
        "arg_reduce",
        "index of the maximum or minimum along an axis",
        List.of("arg_reduce_columns", "arg_reduce_rows"),
        List.of(
            new KernelParameter("OPERATION", "1 maximum, 2 minimum", List.of(1, 2), 1),
            new KernelParameter("INTEGER", "0 float, 1 int", List.of(0, 1), 0),
            StandardFamilies.workGroup(64)),
        List.of(),
        v -> shared(v, 8));
  }

  private static KernelFamily softmax() {
    return new KernelFamily(
        "softmax",
        "softmax along rows, and cross-entropies with their gradients",
        List.of(
            "softmax",
            "softmax_log",
            "softmax_sparse_loss",
            "softmax_sparse_gradient",
            "softmax_loss",
            "softmax_gradient"),
        List.of(StandardFamilies.vector("elements per load"), StandardFamilies.workGroup(64)),
        List.of(),
        v -> shared(v, 4));
  }

  private static KernelFamily batchNorm() {
    return new KernelFamily(
        "batch_norm",
        "batch normalisation by the statistics of columns, and its gradient",
        List.of(
            "batch_norm_statistics",
            "batch_norm_merge",
            "batch_norm_normalize",
            "batch_norm_sums",
            "batch_norm_gradient"),
        List.of(
            StandardFamilies.vector("channels per work-item"),
            StandardFamilies.workGroup(64),
            new KernelParameter("SHORTCUT", "whether a tensor is added", List.of(0, 1), 0),
            new KernelParameter("KEEP", "whether the argument is kept", List.of(0, 1), 0),
            new KernelParameter("ACTIVATE", "whether there is an activation", List.of(0, 1), 0)),
        List.of(),
        v -> new KernelNeeds(v.get("WORK_GROUP"), 0));
  }

  /** Local memory for every work-item, unless there is only one. */
  private static KernelNeeds shared(KernelValues v, long bytes) {
    int group = v.get("WORK_GROUP");
    return new KernelNeeds(group, group > 1 ? bytes * group : 0);
  }
}
