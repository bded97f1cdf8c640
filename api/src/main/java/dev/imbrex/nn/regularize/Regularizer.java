package dev.imbrex.nn.regularize;

import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import java.util.Map;

/** A penalty on a parameter that is added to the loss. */
public interface Regularizer {
  /** Returns the penalty l1 sum |w|; Keras's default is 0.01. */
  static Regularizer l1(double l1) {
    return new L1L2(l1, 0);
  }

  /** Returns the penalty l2 sum w^2; Keras's default is 0.01. */
  static Regularizer l2(double l2) {
    return new L1L2(0, l2);
  }

  /** Returns the penalty l1 sum |w| + l2 sum w^2. */
  static Regularizer l1l2(double l1, double l2) {
    return new L1L2(l1, l2);
  }

  /** Emits the penalty on w, a scalar. */
  Value emit(OpEmitter b, Value w);

  /** Returns the regulariser as a map from which {@link Regularizers#fromConfig} makes it again. */
  Map<String, Object> config();
}
