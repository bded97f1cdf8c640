package dev.imbrex.nn;

import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.OutOfDeviceMemoryException;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A model on a device, compiled and with its numbers as they were at the beginning, that gives
 * results for examples. Belongs to one thread at a time.
 */
public final class Predictor implements AutoCloseable {
  private final Model model;
  private final int batch;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Buffer examples;
  private final Buffer results;
  private final Invocation invocation;

  private Predictor(Backend backend, Model model, int batch) {
    this.model = model;
    this.batch = batch;
    ModelProgram p = ModelPrograms.of(model).predict(batch);
    try {
      Executable e = backend.compile(p.program(), CompileOptions.DEFAULT);
      open.add(e);
      Buffer weights = buffer(backend, model.weights().type().bytes());
      weights.write(0, model.weights().buffer());
      Buffer state = buffer(backend, model.state().type().bytes());
      state.write(0, model.state().buffer());
      this.examples = buffer(backend, p.inputType(Port.EXAMPLES).bytes());
      this.results = buffer(backend, p.outputType(Port.PREDICTIONS).bytes());
      Buffer arena = buffer(backend, Math.max(4, e.arenaBytes()));
      this.invocation =
          e.bind(
              List.of(Slice.of(weights), Slice.of(state), Slice.of(examples)),
              List.of(Slice.of(results)),
              Slice.of(arena));
      open.add(invocation);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Compiles a model.
   *
   * @param batch how many examples are computed together at most; fewer where the device has not
   *     the memory for so many
   * @throws OutOfDeviceMemoryException if it has not the memory for one
   */
  public static Predictor of(Backend backend, Model model, int batch) {
    for (int n = batch; ; n = (n + 1) / 2) {
      try {
        return new Predictor(backend, model, n);
      } catch (OutOfDeviceMemoryException e) {
        if (n == 1) {
          throw e;
        }
      }
    }
  }

  private Buffer buffer(Backend backend, long bytes) {
    Buffer b = backend.allocate(bytes);
    open.add(b);
    return b;
  }

  /**
   * Returns what the network gives.
   *
   * @param x any number of examples {@code [N, ...]}, or one; F32
   * @return as many results, or one
   * @throws ShapeException if the examples have another shape
   */
  public HostTensor predict(HostTensor x) {
    boolean one = x.type().equals(TensorType.f32(model.inputShape()));
    if (!one && !isBatch(x)) {
      throw new ShapeException(
          "The model expects examples F32"
              + model.inputShape()
              + ", one or with their number in front, but got "
              + x.type()
              + ".");
    }
    int n = one ? 1 : x.shape().dim(0);
    Shape shape = one ? model.outputShape() : model.outputShape().prepend(n);
    HostTensor y = HostTensor.zeros(TensorType.f32(shape));
    ByteBuffer from = x.buffer();
    ByteBuffer to = y.buffer();
    int in = (int) (examples.bytes() / batch);
    int out = (int) (results.bytes() / batch);
    for (int at = 0; at < n; at += batch) {
      int count = Math.min(batch, n - at);
      examples.write(0, from.slice(at * in, count * in));
      invocation.run();
      results.read(0, to.slice(at * out, count * out).order(to.order()));
    }
    return y;
  }

  private boolean isBatch(HostTensor x) {
    return x.shape().rank() == model.inputShape().rank() + 1
        && x.type().equals(TensorType.f32(model.inputShape().prepend(x.shape().dim(0))));
  }

  /** Frees the device memory. */
  @Override
  public void close() {
    for (int i = open.size() - 1; i >= 0; i--) {
      try {
        open.get(i).close();
      } catch (Exception e) {
        throw new IllegalStateException("A device did not free its memory: " + e.getMessage(), e);
      }
    }
    open.clear();
  }
}
