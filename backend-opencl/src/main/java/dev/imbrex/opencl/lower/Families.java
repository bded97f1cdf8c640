package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.KernelCatalogue;
import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.kernels.KernelFamily;
import dev.imbrex.kernels.KernelParameter;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Choices of the catalogue's families for a device. */
final class Families {
  private static final KernelCatalogue CATALOGUE = KernelCatalogue.standard();

  private Families() {}

  /** Returns a family. */
  static KernelFamily family(String name) {
    return CATALOGUE.family(name);
  }

  /**
   * Returns the choice of a family of independent work-items for so many of them: WORK_GROUP is the
   * largest value within the device's, and ELEMENTS, where the family has it, what keeps all
   * compute units busy.
   */
  static KernelChoice grid(Session s, String name, long items) {
    return grid(s, name, items, Map.of());
  }

  /** Returns the choice of {@link #grid(Session, String, long)} with some values given. */
  static KernelChoice grid(Session s, String name, long items, Map<String, Integer> given) {
    KernelFamily f = family(name);
    Map<String, Integer> values = new HashMap<>(given);
    int group = largest(f, "WORK_GROUP", s.device().traits().workGroup());
    values.put("WORK_GROUP", group);
    if (has(f, "ELEMENTS")) {
      long busy = Math.max(1, items / ((long) group * s.device().computeUnits() * 8));
      values.put("ELEMENTS", largest(f, "ELEMENTS", (int) Math.min(busy, Integer.MAX_VALUE)));
    }
    return f.choose(values);
  }

  /** Gives a launch the grid for so many items: WORK_GROUP times ELEMENTS of them per group. */
  static Launch over(Launch.Builder b, Built program, long items) {
    KernelChoice c = program.choice();
    int group = c.values().get("WORK_GROUP");
    long each = has(c.family(), "ELEMENTS") ? c.values().get("ELEMENTS") : 1;
    return b.over((items + each - 1) / each, group);
  }

  /**
   * Returns VECTOR for neighbours that come in runs of this length: the largest that divides it and
   * fits a register of a work-item, 1 where neighbouring work-items are what makes memory fast.
   */
  static int vector(Session s, KernelFamily f, int run) {
    return vector(s, f, v -> run % v == 0);
  }

  /** Returns VECTOR as {@link #vector(Session, KernelFamily, int)}, of the values that fit. */
  static int vector(Session s, KernelFamily f, IntPredicate fits) {
    int best = 1;
    for (int v : parameter(f, "VECTOR").values()) {
      best = v <= s.device().vectorWidth() && fits.test(v) ? v : best;
    }
    return best;
  }

  /** Returns whether the work-items of a group share nothing, as on a CPU. */
  static boolean areAlone(Session s) {
    return s.device().traits().cooperating() == 1;
  }

  /** Returns the choice of a family whose work-items combine their results in local memory. */
  static KernelChoice cooperating(Session s, String name, Map<String, Integer> given) {
    return cooperating(s, name, Integer.MAX_VALUE, given);
  }

  /** Returns the choice for groups of at most so many. */
  static KernelChoice cooperating(Session s, String name, int most, Map<String, Integer> given) {
    KernelFamily f = family(name);
    Map<String, Integer> values = new HashMap<>(given);
    int limit = Math.min(most, s.device().traits().cooperating());
    values.put("WORK_GROUP", largest(f, "WORK_GROUP", limit));
    return f.choose(values);
  }

  /**
   * Gives a launch of groups that take lines in turns the grid for so many of them: a group for
   * each, but only a few per compute unit where groups of one work-item would be too little work.
   */
  static Launch lines(Session s, Launch.Builder b, Built program, long lines) {
    int group = program.get("WORK_GROUP");
    long most = group == 1 ? 16L * s.device().computeUnits() : Integer.MAX_VALUE / group;
    return b.over(Math.min(lines, most) * group, group);
  }

  private static boolean has(KernelFamily f, String macro) {
    return f.parameters().stream().anyMatch(p -> p.macro().equals(macro));
  }

  /** Returns the largest value of a parameter up to a limit, or its least. */
  static int largest(KernelFamily f, String macro, int limit) {
    List<Integer> values = parameter(f, macro).values();
    int best = values.get(0);
    for (int v : values) {
      best = v <= limit ? v : best;
    }
    return best;
  }

  private static KernelParameter parameter(KernelFamily f, String macro) {
    return f.parameters().stream().filter(q -> q.macro().equals(macro)).findFirst().orElseThrow();
  }
}
