package dev.imbrex.opencl.tune;

import dev.imbrex.spi.TuningLevel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of the ways to run ops on one device: for each op and shape the way to take, and
 * which ways took a process down. Immutable.
 *
 * <p>A name of a way fixes everything that changes bits, so with the same record a program gives
 * the same bits.
 */
public final class TuningRecord {
  /** The record of a device of which nothing is known. */
  public static final TuningRecord EMPTY = new TuningRecord(List.of(), List.of());

  /** More than the shapes of hundreds of networks; the oldest are forgotten. */
  static final int MOST = 10_000;

  /** How much smaller or larger another batch may be whose choice is taken over. */
  private static final double NEAR = 4;

  /**
   * What was found for an op.
   *
   * @param op the text of its {@link OpShape}
   * @param way the one to take, by name
   * @param nanos how long that took
   * @param usual the way that is taken without a record
   * @param usualNanos how long that took, measured in turns with the other
   * @param failed how many ways did not build, computed something else or crashed
   * @param level how thoroughly it was looked for
   */
  public record Entry(
      String op,
      String way,
      double nanos,
      String usual,
      double usualNanos,
      int failed,
      TuningLevel level) {}

  /**
   * A way during which the process died or stood still.
   *
   * @param op what was run, as the text of its {@link OpShape}
   */
  public record Blame(String op, String way) {}

  private final Map<String, Entry> entries;
  private final Set<Blame> blames;
  private final Set<String> bad = new HashSet<>();

  /** The entries of each kind of op by the number of pictures; the key is the kind's text. */
  private final Map<String, NavigableMap<Integer, Entry>> byBatch = new HashMap<>();

  private TuningRecord(Collection<Entry> entries, Collection<Blame> blames) {
    this.entries = new LinkedHashMap<>();
    entries.forEach(e -> this.entries.put(e.op, e));
    this.blames = new LinkedHashSet<>(blames);
    this.blames.forEach(b -> bad.add(b.way));
    for (Entry e : this.entries.values()) {
      OpShape s = OpShape.parse(e.op);
      byBatch.computeIfAbsent(s.kind().text(), k -> new TreeMap<>()).put(s.batch(), e);
    }
  }

  /**
   * Returns the record of these entries, of which later ones replace earlier ones of the same op.
   *
   * @throws IllegalArgumentException if an entry's op is none
   */
  public static TuningRecord of(List<Entry> entries, List<Blame> blames) {
    int from = Math.max(0, entries.size() - MOST);
    return new TuningRecord(entries.subList(from, entries.size()), blames);
  }

  /** Returns this record with what another knows, which counts where both know something. */
  public TuningRecord plus(TuningRecord other) {
    List<Entry> all = new ArrayList<>(entries.values());
    all.removeIf(e -> other.entries.containsKey(e.op));
    all.addAll(other.entries.values());
    List<Blame> blamed = new ArrayList<>(blames);
    blamed.addAll(other.blames);
    return of(all, blamed);
  }

  /** Returns this record with an entry more. */
  public TuningRecord with(Entry e) {
    return plus(of(List.of(e), List.of()));
  }

  /** Returns this record with a way more that took a process down. */
  public TuningRecord with(Blame b) {
    return plus(of(List.of(), List.of(b)));
  }

  /** Returns what is known of exactly this shape. */
  public Optional<Entry> exactly(OpShape s) {
    return Optional.ofNullable(entries.get(s.text()));
  }

  /**
   * Returns what is known of this shape, or else of that with the nearest number of pictures, from
   * a quarter of them to four times as many, and with whatever activation: a last, partial batch
   * and those of validation are not measured one by one.
   */
  public Optional<Entry> near(OpShape s) {
    Optional<Entry> exact = exactly(s);
    if (exact.isPresent() || entries.isEmpty()) {
      return exact;
    }
    NavigableMap<Integer, Entry> others = byBatch.get(s.kind().text());
    if (others == null) {
      return Optional.empty();
    }
    Map.Entry<Integer, Entry> less = others.floorEntry(s.batch());
    Map.Entry<Integer, Entry> more = others.ceilingEntry(s.batch());
    double down = less == null ? Double.MAX_VALUE : (double) s.batch() / less.getKey();
    double up = more == null ? Double.MAX_VALUE : (double) more.getKey() / s.batch();
    if (more != null && up <= down && up <= NEAR) {
      return Optional.of(more.getValue());
    }
    return less != null && down <= NEAR ? Optional.of(less.getValue()) : Optional.empty();
  }

  /** Returns whether a way took a process down, with whatever op. */
  public boolean isBad(String way) {
    return bad.contains(way);
  }

  /** Returns whether nothing is known. */
  public boolean isEmpty() {
    return entries.isEmpty() && blames.isEmpty();
  }

  /** Returns the entries, the oldest first. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** Returns the ways that took a process down. */
  public List<Blame> blames() {
    return List.copyOf(blames);
  }
}
