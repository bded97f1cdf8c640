package dev.imbrex.spi;

import dev.imbrex.op.Op;
import dev.imbrex.tensor.TensorType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which way to run each op there is a choice for: what an {@link Executable} took, and what {@link
 * CompileOptions#withWays} asks for, so that the same bits come out although the backend would now
 * choose another. Immutable.
 *
 * @param device whose ways they are, in the words of the backend that took them; empty where there
 *     are none. Devices of the same text understand each other's
 * @param byOp the names of ways by {@linkplain #key op and input types}
 */
public record OpWays(String device, Map<String, String> byOp) {
  /** No ways: every op is run as the backend thinks best. */
  public static final OpWays NONE = new OpWays("", Map.of());

  /**
   * Takes a copy.
   *
   * @throws IllegalArgumentException if a way is no name as {@link Backend#implementations} gives
   *     them, or there are ways of no device
   */
  public OpWays {
    byOp = Collections.unmodifiableMap(new LinkedHashMap<>(byOp));
    for (Map.Entry<String, String> e : byOp.entrySet()) {
      if (!e.getValue().matches("[^\\s:]+")) {
        throw new IllegalArgumentException(
            "The way to run "
                + e.getKey()
                + " should be a name without white space and colon, but is '"
                + e.getValue()
                + "'.");
      }
    }
    if (device.isBlank() && !byOp.isEmpty()) {
      throw new IllegalArgumentException(
          "Ways to run ops should be those of a device, but none is named.");
    }
  }

  /** Returns the text that stands for an op with inputs of these types. */
  public static String key(Op op, List<TensorType> inputs) {
    return op + " of " + inputs;
  }

  /** Returns the way to run an op with inputs of these types, if one is known. */
  public Optional<String> of(Op op, List<TensorType> inputs) {
    return byOp.isEmpty() ? Optional.empty() : Optional.ofNullable(byOp.get(key(op, inputs)));
  }

  /** Returns whether there are none. */
  public boolean isEmpty() {
    return byOp.isEmpty();
  }

  /**
   * Returns these with others, which count where both know an op. Those of another device stand
   * alone, if there are any.
   */
  public OpWays plus(OpWays other) {
    if (other.isEmpty() || isEmpty()) {
      return isEmpty() ? other : this;
    }
    Map<String, String> all = new LinkedHashMap<>(device.equals(other.device) ? byOp : Map.of());
    all.putAll(other.byOp);
    return new OpWays(other.device, all);
  }
}
