package dev.imbrex.nn.constrain;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import java.util.Map;

/** max(w, 0). */
record NonNeg() implements Constraint {
  static final String TYPE = "NonNeg";

  @Override
  public Value emit(OpEmitter b, Value w) {
    return b.max(w, b.scalar(w, 0));
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("type", TYPE);
  }
}
