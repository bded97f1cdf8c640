package dev.imbrex.op;

import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * A tensor whose elements are all one value. No inputs.
 *
 * <p>The value is rounded to the element type; for integers it must be one of the type's, for BOOL
 * 0 or 1.
 */
public record Constant(TensorType type, double value) implements CoreOp {
  public Constant {
    boolean ok;
    switch (type.dtype()) {
      case I32:
        ok = value == (int) value;
        break;
      case U32:
        ok = value == (long) value && value >= 0 && value < 0x1p32;
        break;
      case BOOL:
        ok = value == 0 || value == 1;
        break;
      default:
        ok = true;
    }
    Check.attribute(ok, "Constant", value + " is not a value of type " + type.dtype());
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 0);
    return List.of(type);
  }
}
