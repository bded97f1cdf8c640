package dev.imbrex.nn.optim;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Crop;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is done to gradients that are too large.
 *
 * @param limit the greatest absolute value or norm that is left as it is
 */
public record Clipping(Kind kind, double limit) {

  /** Ways to clip. */
  public enum Kind {
    /** Not at all. */
    NONE,
    /** Each element to [-limit, limit]. */
    VALUE,
    /** Each parameter's gradient g to g limit / max(norm(g), limit), with the Euclidean norm. */
    NORM,
    /** As NORM, all parameters together. */
    GLOBAL_NORM
  }

  /** No clipping. */
  public static final Clipping NONE = new Clipping(Kind.NONE, Double.MAX_VALUE);

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException unless it is greater than 0
   */
  public Clipping {
    if (!(limit > 0)) {
      throw new IllegalArgumentException(
          "Gradients are clipped to a limit greater than 0, not " + limit + ".");
    }
  }

  /** Returns clipping of each element to [-limit, limit]. */
  public static Clipping byValue(double limit) {
    return new Clipping(Kind.VALUE, limit);
  }

  /** Returns clipping of each parameter's gradient to a norm. */
  public static Clipping byNorm(double limit) {
    return new Clipping(Kind.NORM, limit);
  }

  /** Returns clipping of all gradients together to a norm. */
  public static Clipping byGlobalNorm(double limit) {
    return new Clipping(Kind.GLOBAL_NORM, limit);
  }

  /**
   * Emits the clipped gradient.
   *
   * @param g all gradients one behind the other, a vector
   * @param sizes how many elements each parameter has, in that order
   */
  public Value emit(OpEmitter b, Value g, List<Integer> sizes) {
    switch (kind) {
      case NONE:
        return g;
      case VALUE:
        return b.max(b.min(g, b.scalar(g, limit)), b.scalar(g, -limit));
      case GLOBAL_NORM:
        return toNorm(b, g);
      default:
        List<Value> parts = new ArrayList<>();
        int at = 0;
        for (int n : sizes) {
          parts.add(toNorm(b, b.emit(new Crop(List.of(at), Shape.of(n)), g)));
          at += n;
        }
        return b.emit(new Concat(0), parts).get(0);
    }
  }

  private Value toNorm(OpEmitter b, Value g) {
    Value norm = b.unary(Unary.Fn.SQRT, b.sumAll(b.square(g)));
    Value most = b.scalar(g, limit);
    return b.mul(g, b.div(most, b.max(norm, most)));
  }

  /** Returns the clipping as a map. */
  public Map<String, Object> config() {
    return kind == Kind.NONE
        ? Config.map("kind", "none")
        : Config.map("kind", Config.lowerCase(kind), "limit", limit);
  }

  /** Makes the clipping that {@link #config} describes. */
  public static Clipping fromConfig(Map<String, ?> config) {
    Config c = Config.of("clipping", config);
    Kind kind = c.constant("kind", Kind.class, Kind.NONE);
    Clipping clip = kind == Kind.NONE ? NONE : new Clipping(kind, c.number("limit"));
    c.done();
    return clip;
  }
}
