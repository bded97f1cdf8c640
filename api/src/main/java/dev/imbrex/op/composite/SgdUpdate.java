package dev.imbrex.op.composite;

import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * One step of gradient descent, in Keras's form.
 *
 * <p>Without momentum: inputs w, g (vectors), rate (scalar); result w - rate g. With momentum:
 * inputs w, g, v, rate; results w', v' with v' = momentum v - rate g and w' = w + v', or w' = w +
 * momentum v' - rate g with Nesterov's look-ahead (Sutskever et al., 2013).
 */
public record SgdUpdate(double momentum, boolean nesterov) implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    return momentum == 0
        ? UpdateCheck.infer(this, in, 2, 1, 1)
        : UpdateCheck.infer(this, in, 3, 1, 2);
  }

  @Override
  public boolean elementwise() {
    return true;
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value w = in.get(0);
    Value g = in.get(1);
    if (momentum == 0) {
      return List.of(b.sub(w, b.mul(in.get(2), g)));
    }
    Value step = b.mul(in.get(3), g);
    Value v = b.sub(b.mul(in.get(2), momentum), step);
    Value next = nesterov ? b.sub(b.add(w, b.mul(v, momentum)), step) : b.add(w, v);
    return List.of(next, v);
  }
}
