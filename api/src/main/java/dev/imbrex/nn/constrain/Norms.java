package dev.imbrex.nn.constrain;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Euclidean norms of parts of a parameter. */
final class Norms {
  /** What Keras adds to a norm before dividing by it. */
  static final double EPSILON = 1e-7;

  private static final String AXES = "axis";

  private Norms() {}

  /**
   * Emits the norms, of w's rank with 1 for each of the axes.
   *
   * @param axes none for all but the last or, where there is one only, for that
   */
  static Value emit(OpEmitter b, Value w, List<Integer> axes) {
    IntStream over =
        axes.isEmpty()
            ? IntStream.range(0, Math.max(1, w.shape().rank() - 1))
            : axes.stream().mapToInt(Integer::intValue);
    return b.unary(Unary.Fn.SQRT, b.sum(b.square(w), true, over.toArray()));
  }

  static List<Integer> read(Config c) {
    return c.has(AXES) ? c.integers(AXES) : List.of();
  }

  static Map<String, Object> put(Map<String, Object> config, List<Integer> axes) {
    if (!axes.isEmpty()) {
      config.put(AXES, axes);
    }
    return config;
  }
}
