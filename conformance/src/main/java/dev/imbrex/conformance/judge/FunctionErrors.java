package dev.imbrex.conformance.judge;

import dev.imbrex.op.Binary;
import dev.imbrex.op.Op;
import dev.imbrex.op.Unary;

/** The table of {@code docs/spec/ops.md}, rule NUM-5: how far a function of F32 may be off. */
public final class FunctionErrors {
  private FunctionErrors() {}

  /** Returns the largest error of a function in units in the last place. */
  public static double of(Unary.Fn fn) {
    return switch (fn) {
      case NEG, ABS, SIGN, FLOOR, CEIL, NOT -> 0;
      case EXP, EXPM1, LOG, SQRT -> 3;
      case LOG1P, RSQRT -> 2;
      case RECIPROCAL -> 2.5;
      case TANH -> 5;
      case SIGMOID -> 10;
      case ERF -> 16;
    };
  }

  /** Returns the largest error of a function in units in the last place. */
  public static double of(Binary.Fn fn) {
    return switch (fn) {
      case ADD, SUB, MUL -> 0.5;
      case DIV -> 2.5;
      case POW -> 16;
      case MAX, MIN, AND, OR, XOR, SHL, SHR -> 0;
    };
  }

  /** Returns the largest error of an op in units in the last place, 0 if it is no function. */
  static double of(Op op) {
    if (op instanceof Unary unary) {
      return of(unary.fn());
    }
    return op instanceof Binary binary ? of(binary.fn()) : 0;
  }
}
