package dev.imbrex.eager;

import dev.imbrex.op.ArgReduce;
import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Broadcast;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.Op;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Transpose;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.Softmax;
import dev.imbrex.spi.Buffer;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A tensor on a device; immutable. Its methods compute at once and give new tensors in its scope.
 *
 * <p>Activations are {@code [N, H, W, C]}, filters {@code [kh, kw, C / groups, OC]}. Arithmetic of
 * two tensors broadcasts by NumPy's rule. Every method throws {@link IllegalStateException} once
 * the scope is closed, and {@link dev.imbrex.tensor.ShapeException} where shapes do not fit.
 */
public final class Tensor {
  private final Scope scope;
  private final Buffer buffer;
  private final TensorType type;

  Tensor(Scope scope, Buffer buffer, TensorType type) {
    this.scope = scope;
    this.buffer = buffer;
    this.type = type;
  }

  /** Returns the element type and shape. */
  public TensorType type() {
    return type;
  }

  /** Returns the shape. */
  public Shape shape() {
    return type.shape();
  }

  /** Returns the scope that this tensor lives in. */
  public Scope scope() {
    return scope;
  }

  Buffer buffer() {
    return buffer;
  }

  /** Returns a copy on the host. */
  public HostTensor toHost() {
    return scope.resources().download(buffer, type);
  }

  /**
   * Returns the elements in row-major order.
   *
   * @throws dev.imbrex.tensor.ShapeException if they are not float32
   */
  public float[] toArray() {
    return toHost().toFloats();
  }

  /**
   * Applies an op with one result to this tensor and others.
   *
   * @throws IllegalArgumentException if it has several; {@link Scope#apply} gives them all
   */
  public Tensor apply(Op op, Tensor... others) {
    Tensor[] inputs = new Tensor[others.length + 1];
    inputs[0] = this;
    System.arraycopy(others, 0, inputs, 1, others.length);
    List<Tensor> results = scope.apply(op, inputs);
    if (results.size() != 1) {
      throw new IllegalArgumentException(
          op.name() + " has " + results.size() + " results; get them by scope.apply.");
    }
    return results.get(0);
  }

  /** Returns the convolution with a filter {@code [kh, kw, C, OC]}. */
  public Tensor conv2d(Tensor filter, int stride, Padding padding) {
    Shape f = filter.shape();
    return conv2d(filter, new Window(f.dim(0), f.dim(1), stride, stride, 1, 1, padding), 1);
  }

  /** Returns the convolution with a filter {@code [kh, kw, C / groups, OC]}. */
  public Tensor conv2d(Tensor filter, Window window, int groups) {
    return apply(new Conv2d(window, groups), filter);
  }

  /** Returns the maxima of windows, such as {@code Window.of(2, 2, Padding.VALID)}. */
  public Tensor maxPool(Window window) {
    return scope.apply(new MaxPool2d(window, false), this).get(0);
  }

  /** Returns the averages of windows, in which padding does not count. */
  public Tensor avgPool(Window window) {
    return apply(new AvgPool2d(window, false, false));
  }

  /** Returns the matrix product of this {@code [M, K]} and the other {@code [K, N]}. */
  public Tensor matMul(Tensor other) {
    return apply(new MatMul(false, false), other);
  }

  /** Returns this + other. */
  public Tensor add(Tensor other) {
    return binary(Binary.Fn.ADD, other);
  }

  /** Returns this - other. */
  public Tensor sub(Tensor other) {
    return binary(Binary.Fn.SUB, other);
  }

  /** Returns this times other, element by element. */
  public Tensor mul(Tensor other) {
    return binary(Binary.Fn.MUL, other);
  }

  /** Returns this / other. */
  public Tensor div(Tensor other) {
    return binary(Binary.Fn.DIV, other);
  }

  /** Returns a function of this and the other, element by element. */
  public Tensor binary(Binary.Fn fn, Tensor other) {
    Shape common = OpEmitter.commonShape(shape(), other.shape());
    return broadcast(common).apply(new Binary(fn), other.broadcast(common));
  }

  /** Returns a function of each element. */
  public Tensor unary(Unary.Fn fn) {
    return apply(new Unary(fn));
  }

  /** Returns an activation of each element. */
  public Tensor activation(ActivationFn fn) {
    return apply(Activation.of(fn));
  }

  /** Returns max(x, 0) of each element. */
  public Tensor relu() {
    return activation(ActivationFn.RELU);
  }

  /** Returns the softmax along the last axis. */
  public Tensor softmax() {
    return apply(new Softmax());
  }

  /** Returns this tensor repeated to a larger shape by NumPy's rule. */
  public Tensor broadcast(Shape target) {
    return shape().equals(target) ? this : apply(new Broadcast(target));
  }

  /** Returns the same elements under another shape. */
  public Tensor reshape(int... dims) {
    return apply(new Reshape(Shape.of(dims)));
  }

  /** Returns this tensor with its axes in another order. */
  public Tensor transpose(Integer... permutation) {
    return apply(new Transpose(List.of(permutation)));
  }

  /** Returns the sum over axes, or over all if none is given; negative ones count from the end. */
  public Tensor sum(int... axes) {
    return reduce(Reduce.Fn.SUM, axes);
  }

  /** Returns the maximum over axes, or over all if none is given. */
  public Tensor max(int... axes) {
    return reduce(Reduce.Fn.MAX, axes);
  }

  private Tensor reduce(Reduce.Fn fn, int... axes) {
    int[] chosen = axes.length > 0 ? axes : IntStream.range(0, shape().rank()).toArray();
    List<Integer> sorted = Arrays.stream(chosen).map(shape()::axis).sorted().boxed().toList();
    return apply(new Reduce(fn, sorted, false));
  }

  /** Returns the index of the first maximum along an axis, as I32. */
  public Tensor argMax(int axis) {
    return apply(new ArgReduce(ArgReduce.Fn.MAX, shape().axis(axis)));
  }

  /** Returns the type and, for small tensors of an open scope, the elements. */
  @Override
  public String toString() {
    return scope.resources().isOpen() ? toHost().toString() : type + " (closed)";
  }
}
