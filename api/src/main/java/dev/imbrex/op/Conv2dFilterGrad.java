package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * The gradient of {@link Conv2d} with respect to its filter.
 *
 * <p>Inputs: x {@code [N, H, W, C]} and dy {@code [N, OH, OW, OC]}. Result: dfilter {@code [kh, kw,
 * C / groups, OC]}.
 */
public record Conv2dFilterGrad(Window window, int groups) implements CoreOp {
  public Conv2dFilterGrad {
    Check.attribute(groups >= 1, "Conv2dFilterGrad", "groups must be at least 1, but is " + groups);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.rank(this, in, 0, 4, "[N, H, W, C]");
    Check.rank(this, in, 1, 4, "[N, OH, OW, OC]");
    DType t = Check.sameFloat(this, in);
    Shape x = in.get(0).shape();
    Shape dy = in.get(1).shape();
    Check.that(
        x.dim(3) % groups == 0 && dy.dim(3) % groups == 0,
        this,
        in,
        "expects input and output channels divisible by the groups");
    WindowGeometry g = window.on(x.dim(1), x.dim(2));
    Check.that(
        dy.dim(0) == x.dim(0) && dy.dim(1) == g.outH() && dy.dim(2) == g.outW(),
        this,
        in,
        "expects dy to be [" + x.dim(0) + ", " + g.outH() + ", " + g.outW() + ", OC]");
    return List.of(
        new TensorType(
            t, Shape.of(window.kernelH(), window.kernelW(), x.dim(3) / groups, dy.dim(3))));
  }
}
