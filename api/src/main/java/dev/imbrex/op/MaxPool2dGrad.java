package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * The gradient of {@link MaxPool2d}: each dy goes to the pixel that won its window.
 *
 * <p>Inputs: dy {@code [N, OH, OW, C]} and the index that MaxPool2d gave, I32 of the same shape.
 * Result: dx {@code [N, inH, inW, C]}; where windows overlap, gradients add up.
 */
public record MaxPool2dGrad(Window window, boolean ceil, int inH, int inW) implements CoreOp {
  public MaxPool2dGrad {
    PoolCheck.window("MaxPool2dGrad", window);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.that(in.get(0).dtype().isFloat(), this, in, "expects dy of type F32 or F64");
    Check.dtype(this, in, 1, DType.I32);
    Check.that(
        in.get(0).shape().equals(in.get(1).shape()), this, in, "expects dy and index of one shape");
    return List.of(PoolCheck.unpooled(this, in, window, ceil, inH, inW));
  }
}
