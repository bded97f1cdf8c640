package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Two-dimensional convolution (cross-correlation, as everywhere in the field).
 *
 * <p>Inputs: x {@code [N, H, W, C]} and filter {@code [kh, kw, C / groups, OC]}. Result: y {@code
 * [N, OH, OW, OC]} with y[n, oh, ow, o] = sum over r, c, i of x[n, oh s - top + r d, ow s - left +
 * c d, g C/groups + i] filter[r, c, i, o], where g = o / (OC / groups). Pixels in the padding count
 * as 0.
 */
public record Conv2d(Window window, int groups) implements CoreOp {
  public Conv2d {
    Check.attribute(groups >= 1, "Conv2d", "groups must be at least 1, but is " + groups);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.rank(this, in, 0, 4, "[N, H, W, C]");
    Check.rank(this, in, 1, 4, "[kh, kw, C / groups, OC]");
    DType t = Check.sameFloat(this, in);
    Shape x = in.get(0).shape();
    Shape f = in.get(1).shape();
    checkFilter(this, in, window, groups, f);
    Check.that(
        x.dim(3) == f.dim(2) * groups,
        this,
        in,
        "expects " + f.dim(2) * groups + " input channels (filter channels times groups)");
    WindowGeometry g = window.on(x.dim(1), x.dim(2));
    return List.of(new TensorType(t, Shape.of(x.dim(0), g.outH(), g.outW(), f.dim(3))));
  }

  static void checkFilter(Op op, List<TensorType> in, Window window, int groups, Shape filter) {
    Check.that(
        filter.dim(0) == window.kernelH() && filter.dim(1) == window.kernelW(),
        op,
        in,
        "expects a filter of " + window.kernelH() + "x" + window.kernelW() + " pixels");
    Check.that(
        filter.dim(3) % groups == 0, op, in, "expects output channels divisible by the groups");
  }
}
