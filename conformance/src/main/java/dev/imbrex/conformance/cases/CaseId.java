package dev.imbrex.conformance.cases;

import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.spi.support.MinimalFiltering;
import dev.imbrex.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All that is needed to make a case again; written {@code mode/op/seed/choices}.
 *
 * @param seed of the inputs
 * @param small whether the choices were made among small shapes
 */
public record CaseId(Mode mode, String op, long seed, boolean small, List<Integer> choices) {
  /** Cases with more work than this are left out: the oracle is not fast. */
  private static final long MAX_WORK = 600_000;

  /** But less of this is too little for minimal filtering. */
  private static final long MAX_LARGE_WORK = 10_000_000;

  private static final int MAX_DRAWS = 1000;

  public CaseId {
    choices = List.copyOf(choices);
  }

  /** Draws a case of a family. */
  public static CaseId draw(CaseFamily family, Mode mode, long seed, boolean small) {
    for (int i = 0; i < MAX_DRAWS; i++) {
      Draw d = Draw.random(seed + i * 0x9E3779B97F4A7C15L, small);
      if (attempt(family, mode, d).isPresent()) {
        return new CaseId(mode, family.op(), seed, small, d.made());
      }
    }
    throw new IllegalStateException(
        "No case of " + family.op() + " could be drawn from seed " + seed + ".");
  }

  private static Optional<OpCase> attempt(CaseFamily family, Mode mode, Draw d) {
    try {
      OpCase c = family.drawer().apply(d, mode);
      long most = isLarge(c) ? MAX_LARGE_WORK : MAX_WORK;
      return TermCount.work(c.op(), c.types()) <= most ? Optional.of(c) : Optional.empty();
    } catch (RejectedDrawException | ShapeException e) {
      return Optional.empty();
    }
  }

  private static boolean isLarge(OpCase c) {
    return c.op() instanceof Conv2dFilterGrad && MinimalFiltering.allowed(c.op(), c.types());
  }

  /** Returns the case; empty if the choices do not fit together. */
  public Optional<OpCase> make() {
    return attempt(CaseFamilies.named(op), mode, Draw.repeat(choices, small));
  }

  /** Returns this id with other choices. */
  public CaseId with(List<Integer> others) {
    return new CaseId(mode, op, seed, small, others);
  }

  /**
   * Reads an id.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static CaseId parse(String text) {
    try {
      String[] parts = text.split("/", -1);
      boolean small = parts[3].startsWith("s");
      List<Integer> choices = new ArrayList<>();
      String digits = small ? parts[3].substring(1) : parts[3];
      if (!digits.isEmpty()) {
        for (String s : digits.split("\\.", -1)) {
          choices.add(Integer.parseInt(s));
        }
      }
      Mode mode = Mode.valueOf(parts[0].toUpperCase(Locale.ROOT));
      return new CaseId(
          mode, CaseFamilies.named(parts[1]).op(), Long.parseLong(parts[2]), small, choices);
    } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no case: expected mode/op/seed/choices, as a failure prints it.", e);
    }
  }

  @Override
  public String toString() {
    return mode.label()
        + "/"
        + op
        + "/"
        + seed
        + "/"
        + (small ? "s" : "")
        + choices.stream().map(String::valueOf).collect(Collectors.joining("."));
  }
}
