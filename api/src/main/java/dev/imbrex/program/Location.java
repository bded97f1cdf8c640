package dev.imbrex.program;

/**
 * Where a value lies in memory: in an input's, an output's or the arena's slice.
 *
 * @param index which input or output; 0 for the arena
 * @param offset in bytes from the beginning of that slice
 */
public record Location(Kind kind, int index, long offset) {

  /** The kinds of memory that a program is bound to. */
  public enum Kind {
    /** The slice of an input. */
    INPUT,
    /** The slice of an output. */
    OUTPUT,
    /** The temporary memory. */
    ARENA
  }

  Location plus(long bytes) {
    return new Location(kind, index, offset + bytes);
  }
}
