package dev.imbrex.nn;

import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.OutOfDeviceMemoryException;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
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
  private final BoundProgram program;

  private Predictor(Backend backend, Model model, int batch) {
    this.model = model;
    this.batch = batch;
    this.program = new BoundProgram(backend, model, ModelPrograms.of(model).predict(batch));
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

  /**
   * Returns what the network gives.
   *
   * @param x any number of examples {@code [N, ...]}, or one; F32
   * @return as many results, or one
   * @throws dev.imbrex.tensor.ShapeException if the examples have another shape
   */
  public HostTensor predict(HostTensor x) {
    return predictAll(x).get(0);
  }

  /**
   * Returns what the network gives, of every output, the main one first.
   *
   * @param x any number of examples {@code [N, ...]}, or one; F32; see {@link Examples#pack} for
   *     networks of several inputs
   * @throws dev.imbrex.tensor.ShapeException if the examples have another shape
   */
  public List<HostTensor> predictAll(HostTensor x) {
    int n = Examples.count(model, x);
    boolean one = Examples.isOne(model, x);
    List<HostTensor> all = new ArrayList<>();
    for (LayerNode output : model.outputs()) {
      Shape shape = one ? output.outputShape() : output.outputShape().prepend(n);
      all.add(HostTensor.zeros(TensorType.f32(shape)));
    }
    ByteBuffer from = x.buffer();
    Buffer examples = program.input(Port.EXAMPLES);
    int in = (int) (examples.bytes() / batch);
    for (int at = 0; at < n; at += batch) {
      int count = Math.min(batch, n - at);
      examples.write(0, from.slice(at * in, count * in));
      program.run();
      for (int i = 0; i < all.size(); i++) {
        Buffer result = program.outputs().get(i);
        int out = (int) (result.bytes() / batch);
        ByteBuffer to = all.get(i).buffer();
        result.read(0, to.slice(at * out, count * out).order(to.order()));
      }
    }
    return all;
  }

  /** Frees the device memory. */
  @Override
  public void close() {
    program.close();
  }
}
