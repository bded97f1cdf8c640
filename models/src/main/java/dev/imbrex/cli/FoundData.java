package dev.imbrex.cli;

import dev.imbrex.data.DataException;
import dev.imbrex.data.Pictures;
import dev.imbrex.nn.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What pictures were like when a run began; kept with it, so that later changes are noticed.
 *
 * @param training a checksum over the pixels of the training pictures
 * @param heldOut a checksum over pixels and classes of those held out; empty in runs of earlier
 *     versions
 * @param sameGround whether nearly all training pictures stand on ground of the same brightness
 * @param changes what had changed where the run went on all the same
 */
record FoundData(String training, String heldOut, boolean sameGround, List<String> changes) {
  private static final String TRAINING = "checksum";
  private static final String HELD_OUT = "held_out_checksum";
  private static final String GROUND = "same_ground";
  private static final String CHANGED = "changed";

  FoundData {
    changes = List.copyOf(changes);
  }

  static FoundData of(Pictures train, Pictures held) {
    return new FoundData(
        train.checksum(), held.checksumWithClasses(), train.sameGround(), List.of());
  }

  /** Returns whether other pictures are held out now. */
  boolean holdsOutOthers(Pictures now) {
    return !heldOut.isEmpty() && !heldOut.equals(now.checksumWithClasses());
  }

  /** Returns which pictures are others now, in words; empty if none are. */
  Optional<String> changed(FoundData now) {
    List<String> parts = new ArrayList<>();
    if (!training.equals(now.training)) {
      parts.add("training");
    }
    if (!heldOut.isEmpty() && !heldOut.equals(now.heldOut)) {
      parts.add("held-out");
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(" and ", parts) + " pictures");
  }

  /**
   * Checks that nothing has changed.
   *
   * @param name of the data set
   * @throws DataException if it has
   */
  void requireSame(FoundData now, String name) {
    changed(now)
        .ifPresent(
            which -> {
              throw new DataException(
                  "The "
                      + which
                      + " of "
                      + name
                      + " are not those that the run began with; put back what has changed there,"
                      + " begin a new run, or go on all the same with --allow-changed-data.");
            });
  }

  /** Returns what a run keeps that goes on with what is there now, after so many epochs. */
  FoundData goOn(FoundData now, int epochs) {
    List<String> all = new ArrayList<>(changes);
    changed(now).ifPresent(which -> all.add(which + " after epoch " + epochs));
    return new FoundData(now.training, now.heldOut, sameGround && now.sameGround, all);
  }

  void put(Map<String, Object> config) {
    config.put(TRAINING, training);
    if (!heldOut.isEmpty()) {
      config.put(HELD_OUT, heldOut);
    }
    config.put(GROUND, sameGround);
    if (!changes.isEmpty()) {
      config.put(CHANGED, changes);
    }
  }

  /** Reads what {@link #put} wrote, if anything. */
  static Optional<FoundData> read(Config c) {
    String training = c.string(TRAINING, "");
    FoundData found =
        new FoundData(
            training,
            c.string(HELD_OUT, ""),
            c.flag(GROUND, true),
            c.has(CHANGED) ? c.strings(CHANGED) : List.of());
    return training.isEmpty() ? Optional.empty() : Optional.of(found);
  }
}
