package dev.imbrex.nn.constrain;

import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import java.util.List;
import java.util.Map;

/**
 * What a parameter is brought back to after each step of the optimiser, by Keras's formulas.
 *
 * <p>Norms are those of what feeds one output: taken over all axes but the last of a kernel {@code
 * [kh, kw, C, filters]} or {@code [in, units]}, and over all of a bias. Axes that are named take
 * their place.
 */
public interface Constraint {
  /** Negative values become 0. */
  Constraint NON_NEG = new NonNeg();

  /** Returns the constraint of norms to at most this: w min(norm, limit) / (norm + 1e-7). */
  static Constraint maxNorm(double limit) {
    return new MaxNorm(limit, List.of());
  }

  /** Returns the constraint of norms over these axes to at most this. */
  static Constraint maxNorm(double limit, Integer... axes) {
    return new MaxNorm(limit, List.of(axes));
  }

  /** Returns the constraint of norms to 1: w / (norm + 1e-7). */
  static Constraint unitNorm() {
    return new UnitNorm(List.of());
  }

  /** Returns the constraint of norms over these axes to 1. */
  static Constraint unitNorm(Integer... axes) {
    return new UnitNorm(List.of(axes));
  }

  /**
   * Emits what w becomes, of its type.
   *
   * @throws dev.imbrex.tensor.ShapeException if w has not the axes that the norm is taken over
   */
  Value emit(OpEmitter b, Value w);

  /** Returns the constraint as a map from which {@link Constraints#fromConfig} makes it again. */
  Map<String, Object> config();
}
