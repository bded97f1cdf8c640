package dev.imbrex.train;

import dev.imbrex.spi.OpWays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything of a training but the model's layers.
 *
 * @param settings what {@link Settings} gives
 * @param epochs how many there were to be
 * @param finished the epochs so far
 * @param memories what callbacks remember, by their names
 * @param numerics what the bits of a result may depend on besides: the device and its version
 * @param ways in which the ops of its programs are run
 */
record TrainingState(
    Map<String, Object> settings,
    int epochs,
    Snapshot snapshot,
    List<History.Epoch> finished,
    Map<String, Memory> memories,
    Map<String, String> numerics,
    OpWays ways) {
  TrainingState {
    finished = List.copyOf(finished);
    memories = Collections.unmodifiableMap(new LinkedHashMap<>(memories));
    numerics = Collections.unmodifiableMap(new LinkedHashMap<>(numerics));
  }

  /** Returns this with other ways. */
  TrainingState withWays(OpWays other) {
    return new TrainingState(settings, epochs, snapshot, finished, memories, numerics, other);
  }

  Optional<Memory> memory(String callback) {
    return Optional.ofNullable(memories.get(callback));
  }
}
