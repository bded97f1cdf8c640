package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Conversion of each element to another type.
 *
 * <p>To a float: rounded to nearest even. From a float to an integer: towards zero, saturating, NaN
 * becomes 0. Between I32 and U32: the same bits. To BOOL: x != 0 (NaN is true). From BOOL: 0 or 1.
 */
public record Cast(DType to) implements CoreOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    return List.of(in.get(0).withDType(to));
  }

  @Override
  public boolean elementwise() {
    return true;
  }
}
