package dev.imbrex.op;

import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** A pure function from tensors to tensors: an immutable record with value equality. */
public sealed interface Op permits CoreOp, CompositeOp {

  /** Returns the op's name as the specification has it: the record's name. */
  default String name() {
    return getClass().getSimpleName();
  }

  /**
   * Returns the types of the results.
   *
   * @throws ShapeException if the inputs do not fit; the message names the op, the types and the
   *     rule that they break
   */
  List<TensorType> infer(List<TensorType> inputs);

  /**
   * Returns whether element i of every result depends on element i of the inputs only, all of which
   * have the result's shape or are scalars. A result of such an op may be written over an input.
   */
  default boolean elementwise() {
    return false;
  }
}
