package dev.imbrex.cpu.kernel;

import dev.imbrex.op.Binary;
import dev.imbrex.op.Cast;
import dev.imbrex.op.Compare;
import dev.imbrex.op.Select;
import dev.imbrex.op.Unary;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** Core ops of each element. Floats go through {@link Functions}, everything else word by word. */
final class Elementwise {
  private Elementwise() {}

  /** A function of one word. */
  private interface Word {
    int of(int a);
  }

  /** A function of two words. */
  private interface Words {
    int of(int a, int b);
  }

  /** A comparison of two words. */
  private interface Test {
    boolean of(int a, int b);
  }

  private static Kernel one(Machine m, String name, List<TensorType> in, Word f) {
    return new Chunked(
        m,
        name,
        in.get(0).shape().intSize(),
        1,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int i = from; i < to; i++) {
                y[0].bits(i, f.of(x[0].bits(i)));
              }
            });
  }

  private static Kernel two(Machine m, String name, List<TensorType> in, Words f) {
    return new Chunked(
        m,
        name,
        in.get(0).shape().intSize(),
        1,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int i = from; i < to; i++) {
                y[0].bits(i, f.of(x[0].bits(i), x[1].bits(i)));
              }
            });
  }

  static Kernel pointwise(Machine m, String name, int size, Pointwise f) {
    return new Chunked(
        m,
        name,
        size,
        1,
        0,
        (x, y, s) ->
            (from, to, worker) ->
                f.apply(x[0].a(), x[0].at() + from, y[0].a(), y[0].at() + from, to - from));
  }

  static Kernel pairwise(Machine m, String name, int size, Pairwise f) {
    return new Chunked(
        m,
        name,
        size,
        1,
        0,
        (x, y, s) ->
            (from, to, worker) ->
                f.apply(
                    x[0].a(),
                    x[0].at() + from,
                    x[1].a(),
                    x[1].at() + from,
                    y[0].a(),
                    y[0].at() + from,
                    to - from));
  }

  static Kernel unary(Machine m, Unary op, List<TensorType> in, List<TensorType> out) {
    if (in.get(0).dtype() == DType.F32) {
      int n = in.get(0).shape().intSize();
      return pointwise(m, "unary " + op.fn(), n, m.functions().unary(op.fn()));
    }
    switch (op.fn()) {
      case NOT:
        return one(m, "not", in, a -> a ^ 1);
      case NEG:
        return one(m, "negate", in, a -> -a);
      case ABS:
        return one(m, "absolute", in, a -> Math.abs(a));
      default:
        return one(m, "sign", in, Integer::signum);
    }
  }

  static Kernel binary(Machine m, Binary op, List<TensorType> in, List<TensorType> out) {
    DType t = in.get(0).dtype();
    String name = "binary " + op.fn();
    if (t == DType.F32) {
      return pairwise(m, name, in.get(0).shape().intSize(), m.functions().binary(op.fn()));
    }
    return two(m, name, in, words(op.fn(), t == DType.U32));
  }

  private static Words words(Binary.Fn fn, boolean unsigned) {
    switch (fn) {
      case ADD:
        return (a, b) -> a + b;
      case SUB:
        return (a, b) -> a - b;
      case MUL:
        return (a, b) -> a * b;
      case MAX:
        return unsigned
            ? (a, b) -> Integer.compareUnsigned(a, b) >= 0 ? a : b
            : (a, b) -> Math.max(a, b);
      case MIN:
        return unsigned
            ? (a, b) -> Integer.compareUnsigned(a, b) <= 0 ? a : b
            : (a, b) -> Math.min(a, b);
      case AND:
        return (a, b) -> a & b;
      case OR:
        return (a, b) -> a | b;
      case XOR:
        return (a, b) -> a ^ b;
      case SHL:
        return (a, b) -> a << b;
      case SHR:
        return unsigned ? (a, b) -> a >>> b : (a, b) -> a >> b;
      default:
        throw new IllegalArgumentException(fn + " is no function of integers.");
    }
  }

  static Kernel compare(Machine m, Compare op, List<TensorType> in, List<TensorType> out) {
    Test test;
    switch (in.get(0).dtype()) {
      case F32:
        test = floats(op.fn());
        break;
      case U32:
        Test signed = integers(op.fn());
        test = (a, b) -> signed.of(a ^ Integer.MIN_VALUE, b ^ Integer.MIN_VALUE);
        break;
      default:
        test = integers(op.fn());
    }
    return two(m, "compare " + op.fn(), in, (a, b) -> test.of(a, b) ? 1 : 0);
  }

  private static Test integers(Compare.Fn fn) {
    switch (fn) {
      case EQ:
        return (a, b) -> a == b;
      case NE:
        return (a, b) -> a != b;
      case LT:
        return (a, b) -> a < b;
      case LE:
        return (a, b) -> a <= b;
      case GT:
        return (a, b) -> a > b;
      default:
        return (a, b) -> a >= b;
    }
  }

  private static Test floats(Compare.Fn fn) {
    switch (fn) {
      case EQ:
        return (a, b) -> Float.intBitsToFloat(a) == Float.intBitsToFloat(b);
      case NE:
        return (a, b) -> Float.intBitsToFloat(a) != Float.intBitsToFloat(b);
      case LT:
        return (a, b) -> Float.intBitsToFloat(a) < Float.intBitsToFloat(b);
      case LE:
        return (a, b) -> Float.intBitsToFloat(a) <= Float.intBitsToFloat(b);
      case GT:
        return (a, b) -> Float.intBitsToFloat(a) > Float.intBitsToFloat(b);
      default:
        return (a, b) -> Float.intBitsToFloat(a) >= Float.intBitsToFloat(b);
    }
  }

  static Kernel select(Machine m, Select op, List<TensorType> in, List<TensorType> out) {
    return new Chunked(
        m,
        "select",
        in.get(0).shape().intSize(),
        1,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int i = from; i < to; i++) {
                y[0].bits(i, x[0].bits(i) != 0 ? x[1].bits(i) : x[2].bits(i));
              }
            });
  }

  static Kernel cast(Machine m, Cast op, List<TensorType> in, List<TensorType> out) {
    return one(m, "cast to " + op.to(), in, conversion(in.get(0).dtype(), op.to()));
  }

  private static Word conversion(DType from, DType to) {
    if (from == to) {
      return a -> a;
    }
    if (from == DType.F32) {
      switch (to) {
        case I32:
          return a -> (int) Float.intBitsToFloat(a);
        case U32:
          return a -> toUnsigned(Float.intBitsToFloat(a));
        default:
          return a -> Float.intBitsToFloat(a) != 0 ? 1 : 0;
      }
    }
    switch (to) {
      case F32:
        return from == DType.U32
            ? a -> Float.floatToRawIntBits(Integer.toUnsignedLong(a))
            : a -> Float.floatToRawIntBits(a);
      case BOOL:
        return a -> a != 0 ? 1 : 0;
      default:
        return a -> a;
    }
  }

  private static int toUnsigned(float x) {
    long n = (long) x;
    return n < 0 ? 0 : n > 0xFFFFFFFFL ? -1 : (int) n;
  }
}
