package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * A comparison of two elements, pair by pair; the result is BOOL. Comparisons with NaN are false,
 * but NE is true. U32 compares unsigned; BOOL knows EQ and NE only.
 */
public record Compare(Fn fn) implements CoreOp {

  /** The comparisons. */
  public enum Fn {
    /** a == b. */
    EQ,
    /** a != b. */
    NE,
    /** a &lt; b. */
    LT,
    /** a &lt;= b. */
    LE,
    /** a &gt; b. */
    GT,
    /** a &gt;= b. */
    GE
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.that(in.get(0).equals(in.get(1)), this, in, "expects two inputs of one type and shape");
    Check.that(
        in.get(0).dtype() != DType.BOOL || fn == Fn.EQ || fn == Fn.NE,
        this,
        in,
        "does not order truth values");
    return List.of(in.get(0).withDType(DType.BOOL));
  }

  @Override
  public boolean elementwise() {
    return true;
  }
}
