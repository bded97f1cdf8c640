package dev.imbrex.op;

import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Average over windows, per channel.
 *
 * <p>Input: x {@code [N, H, W, C]}. Result: y {@code [N, OH, OW, C]}, the sum over the window's
 * pixels inside the picture divided by their number.
 *
 * @param ceil whether a last, partial window counts (see {@link Window#on(int, int, boolean)})
 * @param countPadding whether the divisor also counts pixels in the padding (but not those that a
 *     partial window of ceil mode has beyond it)
 */
public record AvgPool2d(Window window, boolean ceil, boolean countPadding) implements CoreOp {
  public AvgPool2d {
    PoolCheck.window("AvgPool2d", window);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    return List.of(PoolCheck.pooled(this, in, window, ceil));
  }
}
