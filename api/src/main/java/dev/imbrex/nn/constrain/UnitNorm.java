package dev.imbrex.nn.constrain;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import java.util.List;
import java.util.Map;

/** w / (norm + epsilon). */
record UnitNorm(List<Integer> axes) implements Constraint {
  static final String TYPE = "UnitNorm";

  UnitNorm {
    axes = List.copyOf(axes);
  }

  static UnitNorm fromConfig(Config c) {
    return new UnitNorm(Norms.read(c));
  }

  @Override
  public Value emit(OpEmitter b, Value w) {
    return b.div(w, b.add(Norms.emit(b, w, axes), Norms.EPSILON));
  }

  @Override
  public Map<String, Object> config() {
    return Norms.put(Config.map("type", TYPE), axes);
  }
}
