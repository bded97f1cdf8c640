package dev.imbrex.spi;

import java.util.Locale;

/** How much time a backend takes to find faster ways to run ops, by measuring them. */
public enum TuningLevel {
  /** None: what is known from earlier measurements, else what suits the class of device. */
  NONE,
  /** About a second per op, with a few ways that have proved well. */
  QUICK,
  /** As long as it takes to try all ways there are. */
  FULL;

  /**
   * Returns the level of a name, in upper or lower case.
   *
   * @param what where the name was given, for the message
   * @throws IllegalArgumentException if there is none
   */
  public static TuningLevel of(String what, String name) {
    for (TuningLevel l : values()) {
      if (l.toString().equals(name.toLowerCase(Locale.ROOT))) {
        return l;
      }
    }
    throw new IllegalArgumentException(
        what + " must be none, quick or full, but is '" + name + "'.");
  }

  /** Returns the name in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
