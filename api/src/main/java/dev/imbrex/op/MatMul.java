package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Matrix product op(a) op(b), where op transposes if asked.
 *
 * <p>Inputs: a {@code [M, K]} ({@code [K, M]} if transposeA) and b {@code [K, N]} ({@code [N, K]}
 * if transposeB). Result: {@code [M, N]}.
 */
public record MatMul(boolean transposeA, boolean transposeB) implements CoreOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 2);
    Check.rank(this, in, 0, 2, transposeA ? "[K, M]" : "[M, K]");
    Check.rank(this, in, 1, 2, transposeB ? "[N, K]" : "[K, N]");
    DType t = Check.sameFloat(this, in);
    Shape a = in.get(0).shape();
    Shape b = in.get(1).shape();
    Check.that(
        a.dim(transposeA ? 0 : 1) == b.dim(transposeB ? 1 : 0),
        this,
        in,
        "expects inner dimensions that agree");
    return List.of(
        new TensorType(t, Shape.of(a.dim(transposeA ? 1 : 0), b.dim(transposeB ? 0 : 1))));
  }
}
