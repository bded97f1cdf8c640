package dev.imbrex.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened in training, epoch by epoch, and how it ended.
 *
 * @param epochs those that were finished, the earlier ones of a resumed training included
 */
public record History(List<Epoch> epochs, End end) {
  public History {
    epochs = List.copyOf(epochs);
  }

  /**
   * A finished epoch.
   *
   * @param number from 1
   * @param figures loss and metrics by name, averaged over the epoch as it went; with {@code val_}
   *     in front, those of the validation data at its end
   * @param learningRate that of its last step
   * @param seconds how long it took, validation included
   * @param imagesPerSecond examples trained on per second, without validation
   */
  public record Epoch(
      int number,
      Map<String, Double> figures,
      double learningRate,
      double seconds,
      double imagesPerSecond) {
    public Epoch {
      figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }
  }

  /**
   * How training ended.
   *
   * @param reason as a sentence, for people
   */
  public record End(Kind kind, String reason) {}

  /** The ways in which training ends without an error. */
  public enum Kind {
    /** All epochs are done. */
    COMPLETE,
    /** A callback asked to stop. */
    STOPPED,
    /** Someone else did, through {@link Trainer#requestStop} or by interrupting the thread. */
    INTERRUPTED
  }

  /**
   * Returns the last finished epoch.
   *
   * @throws IllegalStateException if none was finished
   */
  public Epoch last() {
    if (epochs.isEmpty()) {
      throw new IllegalStateException("No epoch was finished: " + end.reason());
    }
    return epochs.get(epochs.size() - 1);
  }

  /** Returns a figure of every epoch; NaN where it is missing. */
  public double[] values(String name) {
    return epochs.stream().mapToDouble(e -> e.figures().getOrDefault(name, Double.NaN)).toArray();
  }
}
