package dev.imbrex.op.composite;

import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * One step of Adam (Kingma and Ba, 2015) in Keras's form: m' = m + (1 - beta1) (g - m), v' = v + (1
 * - beta2) (g^2 - v), w' = w - rate m' / (sqrt(v') + epsilon).
 *
 * <p>Inputs: w, g, m, v (vectors) and rate (scalar), into which the host has put the bias
 * correction at step t, in double precision: rate = learning rate sqrt(1 - beta2^t) / (1 -
 * beta1^t). With decoupled weight decay (AdamW; Loshchilov and Hutter, 2019) one more scalar, decay
 * = learning rate weight decay, and w' = (w - decay w) - rate m' / (sqrt(v') + epsilon). Results:
 * w', m', v'.
 */
public record AdamUpdate(double beta1, double beta2, double epsilon, boolean decoupledDecay)
    implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    return UpdateCheck.infer(this, in, 4, decoupledDecay ? 2 : 1, 3);
  }

  @Override
  public boolean elementwise() {
    return true;
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value g = in.get(1);
    Value m = b.add(in.get(2), b.mul(b.sub(g, in.get(2)), 1 - beta1));
    Value v = b.add(in.get(3), b.mul(b.sub(b.square(g), in.get(3)), 1 - beta2));
    Value w = in.get(0);
    if (decoupledDecay) {
      w = b.sub(w, b.mul(in.get(5), w));
    }
    Value step = b.div(b.mul(in.get(4), m), b.add(b.unary(Unary.Fn.SQRT, v), epsilon));
    return List.of(b.sub(w, step), m, v);
  }
}
