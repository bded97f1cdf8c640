package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.Compare;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.Constant;
import dev.imbrex.op.Iota;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * y = x / (k + alpha sum x^2)^beta, the sum over {@code size} neighbouring channels with the
 * element's own in the middle; there are none outside (Krizhevsky, Sutskever and Hinton, 2012,
 * section 3.3). Input and result {@code [..., C]}. A NaN or an infinity reaches all channels of its
 * pixel.
 *
 * @param size how many channels are added up, an odd number
 * @param alpha what the sum is multiplied by
 */
public record LocalResponseNormalization(int size, double alpha, double beta, double k)
    implements CompositeOp {
  /** The exponent of all papers, for which two roots take the place of a power. */
  private static final double THREE_QUARTERS = 0.75;

  /**
   * Checks the numbers.
   *
   * @throws dev.imbrex.tensor.ShapeException if one of them makes no sense
   */
  public LocalResponseNormalization {
    String name = "LocalResponseNormalization";
    Check.attribute(
        size >= 1 && size % 2 == 1, name, "size must be odd and at least 1, but is " + size);
    Check.attribute(
        alpha >= 0 && alpha < Double.POSITIVE_INFINITY,
        name,
        "alpha must be at least 0, but is " + alpha);
    Check.attribute(
        beta > 0 && beta < Double.POSITIVE_INFINITY,
        name,
        "beta must be a positive number, but is " + beta);
    Check.attribute(
        k > 0 && k < Double.POSITIVE_INFINITY, name, "k must be a positive number, but is " + k);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    Check.sameFloat(this, in);
    Check.that(in.get(0).shape().rank() >= 1, this, in, "expects x [..., C]");
    return in;
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    return List.of(b.div(in.get(0), power(b, base(b, in.get(0)))));
  }

  /** dx = dy / s^beta - 2 alpha beta x sum(dy x / s^(beta + 1)), s what is raised to the power. */
  @Override
  public Optional<List<Optional<Value>>> gradient(
      OpEmitter b, List<Value> in, List<Value> out, List<Optional<Value>> grads) {
    Value x = in.get(0);
    Value s = base(b, x);
    Value direct = b.div(grads.get(0).orElseThrow(), power(b, s));
    Value others = neighbours(b, b.div(b.mul(direct, x), s), 2 * alpha * beta);
    Value dx = b.sub(direct, b.mul(x, b.reshape(others, x.shape())));
    return Optional.of(List.of(Optional.of(dx)));
  }

  /** Emits s = k + alpha sum x^2. */
  private Value base(OpEmitter b, Value x) {
    Value sum = neighbours(b, b.square(x), alpha);
    Shape channels = Shape.of(x.shape().dim(-1));
    Value added = b.emit(new Constant(x.type().withShape(channels), k));
    return b.reshape(b.emit(new BiasAdd(), sum, added), x.shape());
  }

  /** Emits s^beta. */
  private Value power(OpEmitter b, Value s) {
    if (beta == THREE_QUARTERS) {
      Value root = b.unary(Unary.Fn.SQRT, s);
      return b.mul(root, b.unary(Unary.Fn.SQRT, root));
    }
    return b.unary(Unary.Fn.EXP, b.mul(b.unary(Unary.Fn.LOG, s), beta));
  }

  /**
   * Emits factor times the sum over neighbouring channels, {@code [rows, C]}: a product with a
   * matrix that has the factor around its diagonal, for products are what devices do best.
   */
  private Value neighbours(OpEmitter b, Value x, double factor) {
    int channels = x.shape().dim(-1);
    TensorType square = x.type().withShape(Shape.of(channels, channels));
    Value apart = b.sub(b.emit(new Iota(square, 0)), b.emit(new Iota(square, 1)));
    Value near = b.compare(Compare.Fn.LE, b.unary(Unary.Fn.ABS, apart), b.scalar(x, size / 2));
    Value band = b.select(near, b.scalar(x, factor), b.scalar(x, 0));
    Value rows = b.reshape(x, Shape.of(x.shape().intSize() / channels, channels));
    return b.matMul(rows, band, false, false);
  }
}
