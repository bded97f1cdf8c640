package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.math.VectorMath;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Unary;
import dev.imbrex.op.composite.ActivationFn;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Functions} in vectors, with the bits of {@link PlainFunctions}, which does the rest that
 * does not fill a vector and the functions that are not worth one. Each has a loop of its own: a
 * loop shared by several would allocate a vector for every step. So would one of too many
 * operations, of which the compiler leaves the last as calls: the longer functions are computed in
 * several loops ({@link Staged}).
 */
final class VectorFunctions implements Functions {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private final PlainFunctions plain = new PlainFunctions();

  private static FloatVector all(float x) {
    return FloatVector.broadcast(S, x);
  }

  @Override
  public Pointwise unary(Unary.Fn fn) {
    Pointwise tail = plain.unary(fn);
    switch (fn) {
      case NEG:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            x.neg().intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case ABS:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            x.abs().intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case EXP:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            VectorMath.exp(x).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case EXPM1:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            VectorMath.expm1(x).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case LOG:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          Staged.LOG.apply(a, at, d, to, whole);
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case LOG1P:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          Staged.LOG1P.apply(a, at, d, to, whole);
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case SQRT:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            x.sqrt().intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case RSQRT:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            VectorMath.rsqrt(x).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case RECIPROCAL:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            all(1f).div(x).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case TANH:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          Staged.TANH.apply(a, at, d, to, whole);
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case SIGMOID:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            VectorMath.sigmoid(x).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case ERF:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          Staged.ERF.apply(a, at, d, to, whole);
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      default:
        return tail;
    }
  }

  @Override
  public Pairwise binary(Binary.Fn fn) {
    Pairwise tail = plain.binary(fn);
    switch (fn) {
      case ADD:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            FloatVector z = FloatVector.fromArray(S, b, bt + i);
            x.add(z).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      case SUB:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            FloatVector z = FloatVector.fromArray(S, b, bt + i);
            x.sub(z).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      case MUL:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            FloatVector z = FloatVector.fromArray(S, b, bt + i);
            x.mul(z).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      case DIV:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            FloatVector z = FloatVector.fromArray(S, b, bt + i);
            x.div(z).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      case MAX:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            FloatVector z = FloatVector.fromArray(S, b, bt + i);
            x.max(z).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      case MIN:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            FloatVector z = FloatVector.fromArray(S, b, bt + i);
            x.min(z).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      default:
        return tail;
    }
  }

  @Override
  public Pointwise activation(ActivationFn fn, float alpha) {
    Pointwise tail = plain.activation(fn, alpha);
    switch (fn) {
      case RELU:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            x.max(all(0f)).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case LEAKY_RELU:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            x.mul(all(alpha)).blend(x, x.compare(VectorOperators.GT, 0f)).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case SIGMOID:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            VectorMath.sigmoid(x).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case TANH:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          Staged.TANH.apply(a, at, d, to, whole);
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case SWISH:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            x.mul(VectorMath.sigmoid(x)).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case ELU:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            VectorMath.expm1(x.min(all(0f)))
                .mul(all(alpha))
                .blend(x, x.compare(VectorOperators.GT, 0f))
                .intoArray(d, to + i);
          }
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      case GELU:
        return (a, at, d, to, n) -> {
          int whole = S.loopBound(n);
          Staged.GELU.apply(a, at, d, to, whole);
          tail.apply(a, at + whole, d, to + whole, n - whole);
        };
      default:
        return tail;
    }
  }

  @Override
  public Pairwise activationGradient(ActivationFn fn, float alpha) {
    Pairwise tail = plain.activationGradient(fn, alpha);
    switch (fn) {
      case RELU:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            FloatVector z = FloatVector.fromArray(S, b, bt + i);
            all(0f).blend(z, x.compare(VectorOperators.GT, 0f)).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      case LEAKY_RELU:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            FloatVector z = FloatVector.fromArray(S, b, bt + i);
            z.mul(all(alpha)).blend(z, x.compare(VectorOperators.GT, 0f)).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      case SIGMOID:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            FloatVector z = FloatVector.fromArray(S, b, bt + i);
            z.mul(x.mul(all(1f).sub(x))).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      case TANH:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            FloatVector z = FloatVector.fromArray(S, b, bt + i);
            z.mul(all(1f).sub(x.mul(x))).intoArray(d, to + i);
          }
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      case SWISH:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          Staged.SWISH_SLOPE.times(a, at, b, bt, d, to, whole);
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      case ELU:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, at + i);
            FloatVector z = FloatVector.fromArray(S, b, bt + i);
            z.mul(x.add(all(alpha)))
                .blend(z, x.compare(VectorOperators.GT, 0f))
                .intoArray(d, to + i);
          }
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      case GELU:
        return (a, at, b, bt, d, to, n) -> {
          int whole = S.loopBound(n);
          Staged.GELU_SLOPE.times(a, at, b, bt, d, to, whole);
          tail.apply(a, at + whole, b, bt + whole, d, to + whole, n - whole);
        };
      default:
        return tail;
    }
  }
}
