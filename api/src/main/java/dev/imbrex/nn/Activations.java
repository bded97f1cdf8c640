package dev.imbrex.nn;

import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A model on a device, compiled and with its numbers as they were at the beginning, that gives what
 * every layer makes of examples, as in prediction (no dropout, running statistics). Belongs to one
 * thread at a time.
 */
public final class Activations implements AutoCloseable {
  private final Model model;
  private final int batch;
  private final BoundProgram program;

  private Activations(Backend backend, Model model, int batch) {
    this.model = model;
    this.batch = batch;
    this.program = new BoundProgram(backend, model, ModelPrograms.of(model).layerOutputs(batch));
  }

  /**
   * Compiles a model.
   *
   * @param batch how many examples are computed together
   */
  public static Activations of(Backend backend, Model model, int batch) {
    return new Activations(backend, model, batch);
  }

  /**
   * Returns the result of every layer, in their order; the first is the input itself.
   *
   * @param x any number of examples {@code [N, ...]}, or one; F32
   * @return for every layer as many results, or one
   * @throws dev.imbrex.tensor.ShapeException if the examples have another shape
   */
  public List<HostTensor> of(HostTensor x) {
    int n = Examples.count(model, x);
    boolean one = Examples.isOne(model, x);
    List<HostTensor> results = new ArrayList<>();
    for (LayerNode node : model.nodes()) {
      Shape shape = one ? node.outputShape() : node.outputShape().prepend(n);
      results.add(HostTensor.zeros(TensorType.f32(shape)));
    }
    Buffer examples = program.input(Port.EXAMPLES);
    int each = (int) (examples.bytes() / batch);
    for (int at = 0; at < n; at += batch) {
      int count = Math.min(batch, n - at);
      examples.write(0, x.buffer().slice(at * each, count * each));
      program.run();
      for (int i = 0; i < results.size(); i++) {
        Buffer layer = program.outputs().get(i);
        int size = (int) (layer.bytes() / batch);
        ByteBuffer to = results.get(i).buffer();
        layer.read(0, to.slice(at * size, count * size).order(to.order()));
      }
    }
    return results;
  }

  /** Frees the device memory. */
  @Override
  public void close() {
    program.close();
  }
}
