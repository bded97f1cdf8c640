package dev.imbrex.nn.constrain;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import java.util.List;
import java.util.Map;

/** w min(norm, limit) / (norm + epsilon). */
record MaxNorm(double limit, List<Integer> axes) implements Constraint {
  static final String TYPE = "MaxNorm";

  MaxNorm {
    axes = List.copyOf(axes);
    if (!(limit >= 0 && limit < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The greatest norm must be a number of at least 0, but is " + limit + ".");
    }
  }

  static MaxNorm fromConfig(Config c) {
    return new MaxNorm(c.number("max_value", 2), Norms.read(c));
  }

  @Override
  public Value emit(OpEmitter b, Value w) {
    Value norm = Norms.emit(b, w, axes);
    Value wanted = b.min(norm, b.scalar(w, limit));
    return b.mul(w, b.div(wanted, b.add(norm, Norms.EPSILON)));
  }

  @Override
  public Map<String, Object> config() {
    return Norms.put(Config.map("type", TYPE, "max_value", limit), axes);
  }
}
