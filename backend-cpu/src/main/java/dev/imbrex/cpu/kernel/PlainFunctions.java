package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.math.FloatMath;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Unary;
import dev.imbrex.op.composite.ActivationFn;

/** {@link Functions} in plain loops, one for each function, so that the JIT sees each by itself. */
final class PlainFunctions implements Functions {
  /** sqrt(1/2). */
  static final float ROOT_HALF = 0.70710678f;

  /** 1 / sqrt(2 pi). */
  static final float DENSITY = 0.39894228f;

  @Override
  public Pointwise unary(Unary.Fn fn) {
    switch (fn) {
      case NEG:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = -x;
          }
        };
      case ABS:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = Math.abs(x);
          }
        };
      case SIGN:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = Math.signum(x);
          }
        };
      case EXP:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = FloatMath.exp(x);
          }
        };
      case EXPM1:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = FloatMath.expm1(x);
          }
        };
      case LOG:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = FloatMath.log(x);
          }
        };
      case LOG1P:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = FloatMath.log1p(x);
          }
        };
      case SQRT:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = (float) Math.sqrt(x);
          }
        };
      case RSQRT:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = FloatMath.rsqrt(x);
          }
        };
      case RECIPROCAL:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = 1f / x;
          }
        };
      case TANH:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = FloatMath.tanh(x);
          }
        };
      case SIGMOID:
        return PlainSigmoid::sigmoid;
      case ERF:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = FloatMath.erf(x);
          }
        };
      case FLOOR:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = (float) Math.floor(x);
          }
        };
      case CEIL:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = (float) Math.ceil(x);
          }
        };
      default:
        throw new IllegalArgumentException(fn + " is no function of floats.");
    }
  }

  @Override
  public Pairwise binary(Binary.Fn fn) {
    switch (fn) {
      case ADD:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = x + z;
          }
        };
      case SUB:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = x - z;
          }
        };
      case MUL:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = x * z;
          }
        };
      case DIV:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = x / z;
          }
        };
      case MAX:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = Math.max(x, z);
          }
        };
      case MIN:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = Math.min(x, z);
          }
        };
      case POW:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = FloatMath.pow(x, z);
          }
        };
      default:
        throw new IllegalArgumentException(fn + " is no function of floats.");
    }
  }

  @Override
  public Pointwise activation(ActivationFn fn, float alpha) {
    switch (fn) {
      case RELU:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = Math.max(x, 0f);
          }
        };
      case LEAKY_RELU:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = x > 0f ? x : alpha * x;
          }
        };
      case SIGMOID:
        return PlainSigmoid::sigmoid;
      case TANH:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = FloatMath.tanh(x);
          }
        };
      case SWISH:
        return PlainSigmoid::swish;
      case ELU:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = x > 0f ? x : alpha * FloatMath.expm1(Math.min(x, 0f));
          }
        };
      case GELU:
        return (a, at, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            d[to + i] = x * ((FloatMath.erf(x * ROOT_HALF) + 1f) * 0.5f);
          }
        };
      default:
        return (a, at, d, to, n) -> System.arraycopy(a, at, d, to, n);
    }
  }

  @Override
  public Pairwise activationGradient(ActivationFn fn, float alpha) {
    switch (fn) {
      case IDENTITY:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float z = b[bt + i];
            d[to + i] = z;
          }
        };
      case RELU:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = x > 0f ? z : 0f;
          }
        };
      case LEAKY_RELU:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = x > 0f ? z : alpha * z;
          }
        };
      case SIGMOID:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = z * (x * (1f - x));
          }
        };
      case TANH:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = z * (1f - x * x);
          }
        };
      case SWISH:
        return PlainSigmoid::swishGradient;
      case ELU:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = x > 0f ? z : z * (x + alpha);
          }
        };
      case GELU:
        return (a, at, b, bt, d, to, n) -> {
          for (int i = 0; i < n; i++) {
            float x = a[at + i];
            float z = b[bt + i];
            d[to + i] = geluGradient(x, z);
          }
        };
      default:
        throw new IllegalArgumentException(fn + " has no gradient here.");
    }
  }

  private static float geluGradient(float x, float g) {
    float phi = (FloatMath.erf(x * ROOT_HALF) + 1f) * 0.5f;
    float density = FloatMath.exp(x * x * -0.5f) * DENSITY;
    return g * (phi + x * density);
  }
}
