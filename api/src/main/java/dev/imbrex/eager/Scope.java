package dev.imbrex.eager;

import dev.imbrex.op.Constant;
import dev.imbrex.op.Op;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.lang.ref.Cleaner;
import java.util.List;

/**
 * The life of eager tensors: closing the scope frees all that were made in it.
 *
 * <pre>{@code
 * try (Scope s = Scope.open(backend)) {
 *   Tensor x = s.tensor(Shape.of(1, 3, 3, 1), 1, 2, 3, 4, 5, 6, 7, 8, 9);
 *   Tensor f = s.tensor(Shape.of(2, 2, 1, 1), 1, 1, 1, 1);
 *   float[] y = x.conv2d(f, 1, Padding.VALID).toArray(); // 12, 16, 24, 28
 * }
 * }</pre>
 *
 * <p>Safe for use from several threads. A scope that is lost without being closed is freed when the
 * garbage collector finds it, with a warning.
 */
public final class Scope implements AutoCloseable {

  /** Made when the first scope is opened, for it starts a thread. */
  private static final class Cleaning {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private final Resources resources;
  private final Cleaner.Cleanable cleanable;

  private Scope(Backend backend) {
    this.resources = new Resources(backend);
    this.cleanable = Cleaning.CLEANER.register(this, resources);
  }

  /** Opens a scope on a backend, which stays the caller's to close. */
  public static Scope open(Backend backend) {
    return new Scope(backend);
  }

  /** Returns the backend. */
  public Backend backend() {
    return resources.backend();
  }

  /** Returns a tensor with a copy of these elements. */
  public Tensor tensor(HostTensor elements) {
    return new Tensor(this, resources.upload(elements), elements.type());
  }

  /**
   * Returns a float32 tensor with these elements in row-major order.
   *
   * @throws dev.imbrex.tensor.ShapeException if there are more or less than the shape has
   */
  public Tensor tensor(Shape shape, float... elements) {
    return tensor(HostTensor.of(shape, elements));
  }

  /** Returns a tensor whose elements are all one value. */
  public Tensor full(TensorType type, double value) {
    return apply(new Constant(type, value)).get(0);
  }

  /**
   * Applies an op to tensors of any open scope on the same backend.
   *
   * @return its results, which belong to this scope
   * @throws dev.imbrex.tensor.ShapeException if the op does not take them
   * @throws dev.imbrex.spi.UnsupportedOpException if the backend does not have it
   * @throws IllegalStateException if a scope is closed
   */
  public List<Tensor> apply(Op op, Tensor... inputs) {
    for (Tensor t : inputs) {
      if (t.scope().backend() != backend()) {
        throw new IllegalArgumentException(
            "The tensors are on different backends, "
                + t.scope().backend().device().id()
                + " and "
                + backend().device().id()
                + "; copy one with scope.tensor(other.toHost()).");
      }
    }
    return resources.run(op, List.of(inputs)).stream()
        .map(r -> new Tensor(this, r.buffer(), r.type()))
        .toList();
  }

  /** Frees all tensors of this scope; using one afterwards is an error. */
  @Override
  public void close() {
    resources.closedInTime();
    cleanable.clean();
  }

  Resources resources() {
    return resources;
  }
}
