package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** A function of each element. Input and result have one type. */
public record Unary(Fn fn) implements CoreOp {

  /** The functions. All take F32 and F64; NEG, ABS and SIGN also I32; NOT takes BOOL alone. */
  public enum Fn {
    /** -x. */
    NEG,
    /** |x|. */
    ABS,
    /** -1, 0 or 1; NaN stays NaN and a zero keeps its sign. */
    SIGN,
    /** e^x. */
    EXP,
    /** e^x - 1, accurate near 0. */
    EXPM1,
    /** Natural logarithm. */
    LOG,
    /** Natural logarithm of 1 + x, accurate near 0. */
    LOG1P,
    /** Square root. */
    SQRT,
    /** 1 / sqrt(x). */
    RSQRT,
    /** 1 / x. */
    RECIPROCAL,
    /** Hyperbolic tangent. */
    TANH,
    /** 1 / (1 + e^-x). */
    SIGMOID,
    /** The error function. */
    ERF,
    /** The largest integer that is not greater. */
    FLOOR,
    /** The smallest integer that is not less. */
    CEIL,
    /** Logical not. */
    NOT
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    DType t = in.get(0).dtype();
    boolean ok;
    switch (fn) {
      case NOT:
        ok = t == DType.BOOL;
        break;
      case NEG:
      case ABS:
      case SIGN:
        ok = t.isFloat() || t == DType.I32;
        break;
      default:
        ok = t.isFloat();
    }
    Check.that(ok, this, in, "does not take this element type");
    return in;
  }

  @Override
  public boolean elementwise() {
    return true;
  }
}
