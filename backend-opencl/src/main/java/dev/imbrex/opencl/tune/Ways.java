package dev.imbrex.opencl.tune;

import java.util.List;

/** Tells which ways to run an op are worth being measured. */
@FunctionalInterface
public interface Ways {
  /**
   * A way to run an op.
   *
   * @param name as {@code Backend.implementations} has it, or a variant that is not listed
   * @param precise whether it sums as the definition does; one that does not has to be faster by a
   *     fifth, not only faster
   */
  record Way(String name, boolean precise) {}

  /**
   * Returns the ways, the one first that is taken without a record, then what is most likely to
   * win; empty where there is no choice.
   */
  List<Way> of(OpShape op);
}
