package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * A function of two elements, pair by pair. Both inputs and the result have one type; {@link
 * Broadcast} makes shapes equal first.
 */
public record Binary(Fn fn) implements CoreOp {

  /** The functions. */
  public enum Fn {
    /** a + b; integers wrap. */
    ADD,
    /** a - b; integers wrap. */
    SUB,
    /** a b; integers wrap. */
    MUL,
    /** a / b; floating-point only. */
    DIV,
    /** The greater; NaN if either is NaN. U32 compares unsigned. */
    MAX,
    /** The lesser; NaN if either is NaN. U32 compares unsigned. */
    MIN,
    /** a^b; floating-point only. */
    POW,
    /** Bitwise and of integers, logical and of BOOL. */
    AND,
    /** Bitwise or of integers, logical or of BOOL. */
    OR,
    /** Bitwise exclusive or of integers, inequality of BOOL. */
    XOR,
    /** a shifted left by b mod 32 bits; integers only. */
    SHL,
    /** a shifted right by b mod 32 bits: I32 keeps the sign, U32 fills zeros. */
    SHR
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.that(in.get(0).equals(in.get(1)), this, in, "expects two inputs of one type and shape");
    DType t = in.get(0).dtype();
    boolean ok;
    switch (fn) {
      case DIV:
      case POW:
        ok = t.isFloat();
        break;
      case AND:
      case OR:
      case XOR:
        ok = !t.isFloat();
        break;
      case SHL:
      case SHR:
        ok = t.isInteger();
        break;
      default:
        ok = t != DType.BOOL;
    }
    Check.that(ok, this, in, "does not take this element type");
    return List.of(in.get(0));
  }

  @Override
  public boolean elementwise() {
    return true;
  }
}
