package dev.imbrex.train;

import dev.imbrex.tensor.HostTensor;
import java.util.Map;

/**
 * What a callback has to remember when training goes on in another process.
 *
 * @param values texts, numbers, booleans, and lists and maps of them
 * @param tensors by name
 */
public record Memory(Map<String, Object> values, Map<String, HostTensor> tensors) {
  /** Nothing. */
  public static final Memory NONE = new Memory(Map.of(), Map.of());

  public Memory {
    values = Map.copyOf(values);
    tensors = Map.copyOf(tensors);
  }
}
