package dev.imbrex.op.composite;

import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * One step of AdaGrad (Duchi et al., 2011) in Keras's form: a' = a + g^2, w' = w - rate g / sqrt(a'
 * + epsilon). Inputs: w, g, a (vectors), rate (scalar). Results: w', a'.
 */
public record AdagradUpdate(double epsilon) implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    return UpdateCheck.infer(this, in, 3, 1, 2);
  }

  @Override
  public boolean elementwise() {
    return true;
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value g = in.get(1);
    Value a = b.add(in.get(2), b.square(g));
    Value step = b.div(b.mul(in.get(3), g), b.unary(Unary.Fn.SQRT, b.add(a, epsilon)));
    return List.of(b.sub(in.get(0), step), a);
  }
}
