package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * The gradient of {@link Conv2d} with respect to its input, which is also the transposed
 * convolution.
 *
 * <p>Inputs: dy {@code [N, OH, OW, OC]} and filter {@code [kh, kw, C / groups, OC]}. Result: dx
 * {@code [N, inH, inW, C]}, the adjoint of the convolution with this filter on pictures of that
 * size.
 */
public record Conv2dInputGrad(Window window, int groups, int inH, int inW) implements CoreOp {
  public Conv2dInputGrad {
    Check.attribute(groups >= 1, "Conv2dInputGrad", "groups must be at least 1, but is " + groups);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.rank(this, in, 0, 4, "[N, OH, OW, OC]");
    Check.rank(this, in, 1, 4, "[kh, kw, C / groups, OC]");
    DType t = Check.sameFloat(this, in);
    Shape dy = in.get(0).shape();
    Shape f = in.get(1).shape();
    Conv2d.checkFilter(this, in, window, groups, f);
    WindowGeometry g = window.on(inH, inW);
    Check.that(
        dy.dim(1) == g.outH() && dy.dim(2) == g.outW() && dy.dim(3) == f.dim(3),
        this,
        in,
        "expects dy to be [N, " + g.outH() + ", " + g.outW() + ", " + f.dim(3) + "]");
    return List.of(new TensorType(t, Shape.of(dy.dim(0), inH, inW, f.dim(2) * groups)));
  }
}
