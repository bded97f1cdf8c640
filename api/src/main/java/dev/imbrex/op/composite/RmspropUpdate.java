package dev.imbrex.op.composite;

import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * One step of RMSprop (Tieleman and Hinton, 2012) in Keras's form: v' = rho v + (1 - rho) g^2, w' =
 * w - rate g / sqrt(v' + epsilon). Inputs: w, g, v (vectors), rate (scalar). Results: w', v'.
 */
public record RmspropUpdate(double rho, double epsilon) implements CompositeOp {
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
    Value v = b.add(b.mul(in.get(2), rho), b.mul(b.square(g), 1 - rho));
    Value step = b.div(b.mul(in.get(3), g), b.unary(Unary.Fn.SQRT, b.add(v, epsilon)));
    return List.of(b.sub(in.get(0), step), v);
  }
}
