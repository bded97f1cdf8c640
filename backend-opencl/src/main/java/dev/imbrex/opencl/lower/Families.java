package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.KernelCatalogue;
import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.kernels.KernelFamily;
import dev.imbrex.kernels.KernelParameter;
import dev.imbrex.opencl.run.Session;
import java.util.HashMap;
import java.util.Map;

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
    KernelFamily f = family(name);
    Map<String, Integer> values = new HashMap<>();
    int group = largest(f, "WORK_GROUP", s.device().traits().workGroup());
    values.put("WORK_GROUP", group);
    if (has(f, "ELEMENTS")) {
      long busy = Math.max(1, items / ((long) group * s.device().computeUnits() * 8));
      values.put("ELEMENTS", largest(f, "ELEMENTS", (int) Math.min(busy, Integer.MAX_VALUE)));
    }
    return f.choose(values);
  }

  /** Returns the choice of a family whose work-items combine their results in local memory. */
  static KernelChoice cooperating(Session s, String name) {
    KernelFamily f = family(name);
    return f.choose(
        Map.of("WORK_GROUP", largest(f, "WORK_GROUP", s.device().traits().cooperating())));
  }

  private static boolean has(KernelFamily f, String macro) {
    return f.parameters().stream().anyMatch(p -> p.macro().equals(macro));
  }

  /** Returns the largest value of a parameter up to a limit, or its least. */
  static int largest(KernelFamily f, String macro, int limit) {
    KernelParameter p =
        f.parameters().stream().filter(q -> q.macro().equals(macro)).findFirst().orElseThrow();
    int best = p.values().get(0);
    for (int v : p.values()) {
      best = v <= limit ? v : best;
    }
    return best;
  }
}
