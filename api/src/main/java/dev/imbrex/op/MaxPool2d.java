package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Maximum over windows, per channel.
 *
 * <p>Input: x {@code [N, H, W, C]}. Results: y {@code [N, OH, OW, C]} and the winner's place in its
 * window, r kernelW + c, as I32 {@code [N, OH, OW, C]}. Padding never wins; of equal elements the
 * first in row-major order wins; a NaN wins, the first of several.
 *
 * @param ceil whether a last, partial window counts (see {@link Window#on(int, int, boolean)})
 */
public record MaxPool2d(Window window, boolean ceil) implements CoreOp {
  public MaxPool2d {
    PoolCheck.window("MaxPool2d", window);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    TensorType y = PoolCheck.pooled(this, in, window, ceil);
    return List.of(y, y.withDType(DType.I32));
  }
}
