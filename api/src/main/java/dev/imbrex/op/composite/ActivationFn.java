package dev.imbrex.op.composite;

import dev.imbrex.op.Binary;
import dev.imbrex.op.Compare;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;

/** The activation functions, each with its derivative. */
public enum ActivationFn {
  /** x. */
  IDENTITY(true) {
    @Override
    Value apply(OpEmitter b, Value x, double alpha) {
      return x;
    }

    @Override
    Value gradient(OpEmitter b, Value y, Value dy, double alpha) {
      return dy;
    }
  },
  /** max(x, 0). */
  RELU(true) {
    @Override
    Value apply(OpEmitter b, Value x, double alpha) {
      return b.max(x, b.scalar(x, 0));
    }

    @Override
    Value gradient(OpEmitter b, Value y, Value dy, double alpha) {
      Value zero = b.scalar(y, 0);
      return b.select(b.compare(Compare.Fn.GT, y, zero), dy, zero);
    }
  },
  /** x where x &gt; 0, else alpha x; alpha &gt; 0. */
  LEAKY_RELU(true) {
    @Override
    Value apply(OpEmitter b, Value x, double alpha) {
      return b.select(b.compare(Compare.Fn.GT, x, b.scalar(x, 0)), x, b.mul(x, alpha));
    }

    @Override
    Value gradient(OpEmitter b, Value y, Value dy, double alpha) {
      return b.select(b.compare(Compare.Fn.GT, y, b.scalar(y, 0)), dy, b.mul(dy, alpha));
    }
  },
  /** 1 / (1 + e^-x). */
  SIGMOID(true) {
    @Override
    Value apply(OpEmitter b, Value x, double alpha) {
      return b.unary(Unary.Fn.SIGMOID, x);
    }

    @Override
    Value gradient(OpEmitter b, Value y, Value dy, double alpha) {
      return b.mul(dy, b.mul(y, b.rsub(1, y)));
    }
  },
  /** Hyperbolic tangent. */
  TANH(true) {
    @Override
    Value apply(OpEmitter b, Value x, double alpha) {
      return b.unary(Unary.Fn.TANH, x);
    }

    @Override
    Value gradient(OpEmitter b, Value y, Value dy, double alpha) {
      return b.mul(dy, b.rsub(1, b.square(y)));
    }
  },
  /** x sigmoid(x), also called SiLU (Ramachandran et al., 2017). */
  SWISH(false) {
    @Override
    Value apply(OpEmitter b, Value x, double alpha) {
      return b.mul(x, b.unary(Unary.Fn.SIGMOID, x));
    }

    @Override
    Value gradient(OpEmitter b, Value x, Value dy, double alpha) {
      Value s = b.unary(Unary.Fn.SIGMOID, x);
      return b.mul(dy, b.mul(s, b.add(b.mul(x, b.rsub(1, s)), 1)));
    }
  },
  /** x where x &gt; 0, else alpha (e^x - 1); alpha &gt; 0 (Clevert et al., 2015). */
  ELU(true) {
    @Override
    Value apply(OpEmitter b, Value x, double alpha) {
      Value zero = b.scalar(x, 0);
      Value negative = b.mul(b.unary(Unary.Fn.EXPM1, b.min(x, zero)), alpha);
      return b.select(b.compare(Compare.Fn.GT, x, zero), x, negative);
    }

    @Override
    Value gradient(OpEmitter b, Value y, Value dy, double alpha) {
      Value negative = b.mul(dy, b.add(y, alpha));
      return b.select(b.compare(Compare.Fn.GT, y, b.scalar(y, 0)), dy, negative);
    }
  },
  /** x Phi(x) with the normal distribution function, by erf (Hendrycks and Gimpel, 2016). */
  GELU(false) {
    @Override
    Value apply(OpEmitter b, Value x, double alpha) {
      return b.mul(x, phi(b, x));
    }

    @Override
    Value gradient(OpEmitter b, Value x, Value dy, double alpha) {
      Value density =
          b.mul(b.unary(Unary.Fn.EXP, b.mul(b.square(x), -0.5)), 1 / StrictMath.sqrt(2 * Math.PI));
      return b.mul(dy, b.add(phi(b, x), b.mul(x, density)));
    }

    private Value phi(OpEmitter b, Value x) {
      Value erf = b.unary(Unary.Fn.ERF, b.mul(x, StrictMath.sqrt(0.5)));
      return b.binary(Binary.Fn.MUL, b.add(erf, 1), b.scalar(x, 0.5));
    }
  };

  private final boolean gradientFromOutput;

  ActivationFn(boolean gradientFromOutput) {
    this.gradientFromOutput = gradientFromOutput;
  }

  /**
   * Returns whether the derivative is computed from the function's result, not from its argument.
   */
  public boolean gradientFromOutput() {
    return gradientFromOutput;
  }

  abstract Value apply(OpEmitter b, Value x, double alpha);

  /** Emits the gradient from the result or the argument, as {@link #gradientFromOutput} says. */
  abstract Value gradient(OpEmitter b, Value xOrY, Value dy, double alpha);
}
