package dev.imbrex.op;

import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * The gradient of {@link AvgPool2d}: each dy, divided as there, goes to every pixel of its window.
 *
 * <p>Input: dy {@code [N, OH, OW, C]}. Result: dx {@code [N, inH, inW, C]}.
 */
public record AvgPool2dGrad(Window window, boolean ceil, boolean countPadding, int inH, int inW)
    implements CoreOp {
  public AvgPool2dGrad {
    PoolCheck.window("AvgPool2dGrad", window);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    Check.sameFloat(this, in);
    return List.of(PoolCheck.unpooled(this, in, window, ceil, inH, inW));
  }
}
