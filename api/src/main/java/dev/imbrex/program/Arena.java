package dev.imbrex.program;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Where in one block of memory values lie that are not all needed at the same time. */
final class Arena {
  private Arena() {}

  /** A place in the arena, taken by one value or, one after the other, by several. */
  static final class Slot {
    final long bytes;

    /** The first node that needs it; -1 if it is needed from the beginning. */
    int from = Integer.MAX_VALUE;

    /** The last node that needs it. */
    int to = -1;

    long offset;

    /** The offset in the order that is being tried. */
    private long tried;

    Slot(long bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * Gives every slot an offset: in each of several orders the lowest that is free, and keeps the
   * smallest arena. None of the orders is the best for all programs.
   *
   * @param piece nothing lies across a multiple of this
   * @return how large the arena is
   */
  static long place(List<Slot> slots, int alignment, long piece) {
    Comparator<Slot> first = Comparator.comparingInt(s -> s.from);
    Comparator<Slot> largest = Comparator.comparingLong(s -> -s.bytes);
    Comparator<Slot> longest = Comparator.comparingInt(s -> s.from - s.to);
    Comparator<Slot> bulkiest =
        Comparator.comparingDouble(s -> -1.0 * s.bytes * (s.to - s.from + 1));
    long least = Long.MAX_VALUE;
    for (Comparator<Slot> order : List.of(largest, bulkiest, longest, first)) {
      long bytes =
          attempt(slots.stream().sorted(order.thenComparing(first)).toList(), alignment, piece);
      if (bytes < least) {
        least = bytes;
        slots.forEach(s -> s.offset = s.tried);
      }
    }
    return least;
  }

  /** Tries an offset for each slot in this order; returns how large the arena becomes. */
  private static long attempt(List<Slot> ordered, int alignment, long piece) {
    long arena = 0;
    List<Slot> placed = new ArrayList<>();
    for (Slot s : ordered) {
      long at = 0;
      for (Slot p : placed) {
        if (p.from <= s.to && s.from <= p.to) {
          if (at + s.bytes <= p.tried) {
            break;
          }
          at = Math.max(at, roundUp(p.tried + p.bytes, alignment));
          at = within(at, s.bytes, piece);
        }
      }
      s.tried = at;
      arena = Math.max(arena, roundUp(at + s.bytes, alignment));
      placed.add(s);
      placed.sort(Comparator.comparingLong(p -> p.tried));
    }
    return arena;
  }

  /**
   * Returns the most bytes that are needed at one time.
   *
   * @param nodes how many nodes the program has
   */
  static long mostAtOnce(Collection<Slot> slots, int nodes) {
    long[] change = new long[nodes + 3];
    for (Slot s : slots) {
      change[s.from + 1] += s.bytes;
      change[s.to + 2] -= s.bytes;
    }
    return most(change);
  }

  /** Returns the largest of the sums of the first few numbers. */
  static long most(long[] change) {
    long most = 0;
    long now = 0;
    for (long c : change) {
      now += c;
      most = Math.max(most, now);
    }
    return most;
  }

  /** Returns the first place from {@code at} on that keeps so many bytes within one piece. */
  private static long within(long at, long bytes, long piece) {
    return at % piece + bytes <= piece ? at : roundUp(at, piece);
  }

  private static long roundUp(long n, long multiple) {
    return (n + multiple - 1) / multiple * multiple;
  }
}
