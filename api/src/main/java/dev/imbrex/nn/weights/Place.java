package dev.imbrex.nn.weights;

import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Where in a file the numbers of a parameter are, and how they lie there.
 *
 * <p>What is in the file, seen as {@code split} and with its axes in the order {@code permutation},
 * are the parameter's numbers in their order: those of a convolution of PyTorch {@code [out, in, h,
 * w]} become {@code [h, w, in, out]} by (2, 3, 1, 0).
 *
 * @param name of the tensor in the file
 * @param shape that it has there
 * @param split another shape of the same size
 * @param permutation for each axis of the parameter, seen as so many axes, which of {@code split}
 *     it is
 */
public record Place(String name, Shape shape, Shape split, List<Integer> permutation) {
  public Place {
    permutation = List.copyOf(permutation);
    if (shape.size() != split.size() || permutation.size() != split.rank()) {
      throw new IllegalArgumentException(
          shape + " can not be seen as " + split + " with its axes as in " + permutation + ".");
    }
  }

  /** Returns the place of what lies as in the model. */
  public static Place plain(String name, Shape shape) {
    return new Place(name, shape, Shape.of(shape.intSize()), List.of(0));
  }

  /** Returns the numbers of the file, F32 in the shape of the file, as those of the parameter. */
  HostTensor fromFile(HostTensor file, Shape parameter) {
    HostTensor to = HostTensor.zeros(TensorType.f32(parameter));
    move((at, from) -> to.buffer().putFloat(4 * at, file.buffer().getFloat(4 * from)));
    return to;
  }

  /** Returns the numbers of the parameter as those of the file. */
  HostTensor toFile(HostTensor parameter) {
    HostTensor to = HostTensor.zeros(TensorType.f32(shape));
    move((at, from) -> to.buffer().putFloat(4 * from, parameter.buffer().getFloat(4 * at)));
    return to;
  }

  private interface Move {
    /** Moves an element: its index in the parameter, and in the file. */
    void move(int inParameter, int inFile);
  }

  private void move(Move move) {
    int rank = split.rank();
    long[] strides = split.strides();
    int[] extents = new int[rank];
    int[] steps = new int[rank];
    for (int i = 0; i < rank; i++) {
      extents[i] = split.dim(permutation.get(i));
      steps[i] = (int) strides[permutation.get(i)];
    }
    int[] index = new int[rank];
    int from = 0;
    for (int at = 0; at < split.intSize(); at++) {
      move.move(at, from);
      for (int i = rank - 1; i >= 0; i--) {
        from += steps[i];
        if (++index[i] < extents[i]) {
          break;
        }
        from -= steps[i] * extents[i];
        index[i] = 0;
      }
    }
  }
}
