package dev.imbrex.reference;

import dev.imbrex.op.Binary;
import dev.imbrex.op.Cast;
import dev.imbrex.op.Compare;
import dev.imbrex.op.Select;
import dev.imbrex.op.Unary;
import dev.imbrex.tensor.DType;

/** Functions of one element, two or three. */
final class Elementwise {
  private Elementwise() {}

  static double[] unary(Unary op, Call call) {
    double[] x = call.argument(0);
    double[] y = call.result();
    for (int i = 0; i < y.length; i++) {
      double v = function(op.fn(), x[i]);
      y[i] = call.type() == DType.I32 ? (int) (long) v : v;
    }
    return y;
  }

  private static double function(Unary.Fn fn, double x) {
    return switch (fn) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case EXP -> StrictMath.exp(x);
      case EXPM1 -> StrictMath.expm1(x);
      case LOG -> StrictMath.log(x);
      case LOG1P -> StrictMath.log1p(x);
      case SQRT -> Math.sqrt(x);
      case RSQRT -> 1 / Math.sqrt(x);
      case RECIPROCAL -> 1 / x;
      case TANH -> StrictMath.tanh(x);
      case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
      case ERF -> erf(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case NOT -> x == 0 ? 1 : 0;
    };
  }

  /**
   * The error function by its series of positive terms, 2 / sqrt(pi) e^(-x^2) sum over n of 2^n
   * x^(2n+1) / (1 3 5 ... (2n+1)); beyond 6 it is 1 in float64.
   */
  static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }

  static double[] binary(Binary op, Call call) {
    double[] a = call.argument(0);
    double[] b = call.argument(1);
    double[] y = call.result();
    for (int i = 0; i < y.length; i++) {
      y[i] =
          call.type().isFloat()
              ? ofFloats(op.fn(), a[i], b[i])
              : wrapped(call.type(), ofIntegers(op.fn(), call.type(), (long) a[i], (long) b[i]));
    }
    return y;
  }

  private static double ofFloats(Binary.Fn fn, double a, double b) {
    return switch (fn) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case POW -> StrictMath.pow(a, b);
      default ->
          throw new IllegalStateException("The reference does not know " + fn + " of floats.");
    };
  }

  private static long ofIntegers(Binary.Fn fn, DType type, long a, long b) {
    return switch (fn) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << (b & 31);
      // a is negative only if it is I32, and then its sign is to be kept
      case SHR -> a >> (b & 31);
      default ->
          throw new IllegalStateException(
              "The reference does not know " + fn + " of " + type + ".");
    };
  }

  /** Returns the low 32 bits as an element of the type. */
  private static double wrapped(DType type, long value) {
    return type == DType.U32 ? value & 0xFFFFFFFFL : (int) value;
  }

  static double[] compare(Compare op, Call call) {
    double[] a = call.argument(0);
    double[] b = call.argument(1);
    double[] y = call.result();
    for (int i = 0; i < y.length; i++) {
      y[i] = holds(op.fn(), a[i], b[i]) ? 1 : 0;
    }
    return y;
  }

  private static boolean holds(Compare.Fn fn, double a, double b) {
    return switch (fn) {
      case EQ -> a == b;
      case NE -> a != b;
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
    };
  }

  static double[] select(Select op, Call call) {
    double[] y = call.result();
    for (int i = 0; i < y.length; i++) {
      y[i] = call.argument(0)[i] != 0 ? call.argument(1)[i] : call.argument(2)[i];
    }
    return y;
  }

  static double[] cast(Cast op, Call call) {
    double[] x = call.argument(0);
    DType from = call.inputs().get(0).dtype();
    double[] y = call.result();
    for (int i = 0; i < y.length; i++) {
      y[i] = from == op.to() ? x[i] : converted(from, op.to(), x[i]);
    }
    return y;
  }

  private static double converted(DType from, DType to, double x) {
    return switch (to) {
      case BOOL -> x != 0 ? 1 : 0;
      // Java's conversions saturate and take NaN to 0; a U32 keeps its low 32 bits
      case I32 -> from == DType.U32 ? (int) (long) x : (int) x;
      case U32 ->
          from == DType.I32
              ? (long) x & 0xFFFFFFFFL
              : (double) Math.max(0, Math.min((long) x, 0xFFFFFFFFL));
      default -> Sources.valueOf(to, x);
    };
  }
}
