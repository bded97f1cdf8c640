package dev.imbrex.nn.regularize;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import java.util.Map;

/** l1 sum |w| + l2 sum w^2. */
record L1L2(double l1, double l2) implements Regularizer {
  static final String TYPE = "L1L2";

  L1L2 {
    if (!(l1 >= 0 && l2 >= 0)) {
      throw new IllegalArgumentException(
          "Regularisation factors must be at least 0, but are " + l1 + " and " + l2 + ".");
    }
  }

  static L1L2 fromConfig(Config c) {
    return new L1L2(c.number("l1", 0), c.number("l2", 0));
  }

  @Override
  public Value emit(OpEmitter b, Value w) {
    if (l2 == 0) {
      return absolute(b, w);
    }
    Value squares = b.mul(b.sumAll(b.square(w)), l2);
    return l1 == 0 ? squares : b.add(absolute(b, w), squares);
  }

  private Value absolute(OpEmitter b, Value w) {
    return b.mul(b.sumAll(b.unary(Unary.Fn.ABS, w)), l1);
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("type", TYPE, "l1", l1, "l2", l2);
  }
}
