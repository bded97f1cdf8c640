package dev.imbrex.nn;

import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;

/**
 * A model on a device, compiled and with its numbers as they were at the beginning, that tells how
 * strongly examples excite parts of a layer, and in which direction to change the examples so that
 * they do more; as in prediction. Belongs to one thread at a time.
 *
 * <p>The excitation of an example is the sum of c y over the elements y of the layer's result,
 * where c says how much each counts. Every example has counts of its own, so that one call can
 * climb many filters at once. D. Erhan, Y. Bengio, A. Courville, P. Vincent: "Visualizing
 * higher-layer features of a deep network", 2009.
 *
 * <pre>{@code
 * try (Excitation e = Excitation.of(backend, model, layer, 3)) {
 *   Excitation.Result r = e.of(pictures, e.meanOf(0, 1, 2));
 * }
 * }</pre>
 */
public final class Excitation implements AutoCloseable {
  private final TensorType examples;
  private final TensorType layer;
  private final BoundProgram program;

  private Excitation(Backend backend, Model model, int layer, int batch) {
    ModelProgram p = ModelPrograms.of(model).excitation(batch, layer);
    this.examples = p.inputType(Port.EXAMPLES);
    this.layer = p.inputType(Port.COUNTS);
    this.program = new BoundProgram(backend, model, p);
  }

  /**
   * What examples do to a layer.
   *
   * @param excitations one number for each example, {@code [N]}
   * @param gradients the derivative of each with respect to its example, of the examples' shape
   */
  public record Result(HostTensor excitations, HostTensor gradients) {}

  /**
   * Compiles a model up to a layer.
   *
   * @param layer its index among {@link Model#nodes}
   * @param batch how many examples are given each time
   * @throws IndexOutOfBoundsException if the model has no such layer
   */
  public static Excitation of(Backend backend, Model model, int layer, int batch) {
    return new Excitation(backend, model, layer, batch);
  }

  /**
   * Returns the counts that make the excitation the mean of one filter: of all elements of the
   * layer's result at one index of its last axis.
   *
   * @param filters the index for each example
   * @throws ShapeException if there are not as many as examples, or the layer has no such index
   */
  public HostTensor meanOf(int... filters) {
    Shape shape = layer.shape();
    if (filters.length != shape.dim(0)) {
      throw new ShapeException(
          "Each of " + shape.dim(0) + " examples needs a filter, but got " + filters.length + ".");
    }
    int channels = shape.rank() > 1 ? shape.dim(-1) : 1;
    int each = shape.intSize() / filters.length;
    HostTensor counts = HostTensor.zeros(layer);
    for (int i = 0; i < filters.length; i++) {
      if (filters[i] < 0 || filters[i] >= channels) {
        throw new ShapeException(
            "The layer has filters 0 to " + (channels - 1) + ", but got " + filters[i] + ".");
      }
      for (int k = filters[i]; k < each; k += channels) {
        counts.set(i * each + k, (double) channels / each);
      }
    }
    return counts;
  }

  /**
   * Returns excitations and their gradients.
   *
   * @param x examples {@code [N, ...]}, as many as said at the beginning; F32
   * @param counts how much each element of the layer's result counts, of its shape with N in front
   * @throws ShapeException if one of them has another shape
   */
  public Result of(HostTensor x, HostTensor counts) {
    if (!x.type().equals(examples) || !counts.type().equals(layer)) {
      throw new ShapeException(
          "The examples must be "
              + examples
              + " and their counts "
              + layer
              + ", but are "
              + x.type()
              + " and "
              + counts.type()
              + ".");
    }
    program.input(Port.EXAMPLES).write(0, x.buffer());
    program.input(Port.COUNTS).write(0, counts.buffer());
    program.run();
    HostTensor excitations = HostTensor.zeros(TensorType.f32(x.shape().dim(0)));
    program.output(Port.EXCITATIONS).read(0, excitations.buffer());
    HostTensor gradients = HostTensor.zeros(examples);
    program.output(Port.EXAMPLE_GRADIENTS).read(0, gradients.buffer());
    return new Result(excitations, gradients);
  }

  /** Frees the device memory. */
  @Override
  public void close() {
    program.close();
  }
}
