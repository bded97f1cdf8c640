package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** Element by element a where the condition holds, else b. Inputs: condition (BOOL), a, b. */
public record Select() implements CoreOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 3);
    Check.dtype(this, in, 0, DType.BOOL);
    Check.that(
        in.get(1).equals(in.get(2)) && in.get(0).shape().equals(in.get(1).shape()),
        this,
        in,
        "expects a condition and two inputs of one type, all of one shape");
    return List.of(in.get(1));
  }

  @Override
  public boolean elementwise() {
    return true;
  }
}
