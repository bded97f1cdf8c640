package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.kernels.KernelCatalogue;
import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.kernels.KernelFamily;
import dev.imbrex.kernels.KernelParameter;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels build with the extremes of their parameters, and not only as they are used today. */
class KernelChoicesTest {
  @RegisterExtension final OnDevice device = new OnDevice();

  static List<KernelFamily> families() {
    return KernelCatalogue.standard().families();
  }

  @ParameterizedTest
  @MethodSource("families")
  void everyKernelBuildsInTheCornersOfItsParameters(KernelFamily family) {
    Session session = device.session(ProgramFolder.ofProcess(device.device()));
    for (KernelChoice choice : corners(family)) {
      Built built = session.program(choice, generated(choice));
      for (String kernel : family.entryPoints()) {
        assertTrue(session.workGroupSize(built, kernel) >= 1, choice + " " + kernel);
      }
    }
  }

  /**
   * The standard, all least, all greatest; and each parameter at its least and greatest where none
   * of those has it, as the family's rules may leave some of them out.
   */
  private static Set<KernelChoice> corners(KernelFamily f) {
    Set<KernelChoice> corners = new LinkedHashSet<>();
    corners.add(f.standard());
    add(corners, f, values(f, p -> p.values().get(0)));
    add(corners, f, values(f, p -> p.values().get(p.values().size() - 1)));
    for (KernelParameter p : f.parameters()) {
      for (int value : new int[] {p.values().get(0), p.values().get(p.values().size() - 1)}) {
        if (corners.stream().noneMatch(c -> c.values().get(p.macro()) == value)) {
          add(corners, f, Map.of(p.macro(), value));
        }
      }
    }
    return corners;
  }

  private static Map<String, Integer> values(KernelFamily f, ToIntFunction<KernelParameter> of) {
    Map<String, Integer> values = new HashMap<>();
    f.parameters().forEach(p -> values.put(p.macro(), of.applyAsInt(p)));
    return values;
  }

  private static void add(Set<KernelChoice> to, KernelFamily f, Map<String, Integer> values) {
    try {
      to.add(f.choose(values));
    } catch (IllegalArgumentException e) {
      // A corner that the family's rules leave out.
    }
  }

  /** Returns what the lowering writes in front of a family that leaves something open. */
  private static String generated(KernelChoice c) {
    if (c.family().name().equals("map")) {
      return "#define MAP_PARAMETERS __global float* y, const ulong y_offset\n"
          + "#define MAP_BEGIN y += y_offset;\n"
          + "#define MAP_ELEMENT(i) { y[i] = 1.0f; }\n";
    }
    String before = c.family().name().equals("gemm_matrix") ? MatrixEmulation.source() : "";
    if (c.values().byMacro().getOrDefault("ACTIVATE", 0) == 0) {
      return before;
    }
    Map<String, Integer> values = c.values().byMacro();
    int vector = values.getOrDefault("VEC", values.getOrDefault("VECTOR", 1));
    String real = vector == 1 ? "float" : "float" + vector;
    return before + "inline " + real + " activate(const " + real + " z) { return -z; }\n";
  }
}
