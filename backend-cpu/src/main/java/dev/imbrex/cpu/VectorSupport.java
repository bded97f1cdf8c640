package dev.imbrex.cpu;

import dev.imbrex.cpu.gemm.VectorWidth;

/**
 * Whether this process has vectors: the module {@code jdk.incubator.vector} is there and the
 * virtual machine is HotSpot, whose compilers make vector instructions of it (others run it far
 * slower than plain loops).
 *
 * @param lanes floats per vector, 0 for plain loops
 * @param note the choice, its reason and what would improve it, as a sentence
 */
record VectorSupport(int lanes, String note) {
  private static final String MODULE = "jdk.incubator.vector";

  /** Returns what this process has. */
  static VectorSupport detect() {
    if (Boolean.getBoolean("imbrex.cpu.plain")) {
      return new VectorSupport(0, "plain loops, because imbrex.cpu.plain is set");
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return new VectorSupport(
          0, "plain loops; add --add-modules " + MODULE + " to the java command for vectors");
    }
    String vm = System.getProperty("java.vm.name", "");
    if (!vm.contains("HotSpot") && !vm.contains("OpenJDK")) {
      return new VectorSupport(0, "plain loops, because " + vm + " is not HotSpot");
    }
    int lanes = VectorWidth.lanes();
    return lanes >= 4
        ? new VectorSupport(lanes, lanes * 32 + "-bit vectors")
        : new VectorSupport(0, "plain loops, because the machine's vectors are too short");
  }

  /** Returns the choice in a few words. */
  String summary() {
    return lanes > 0 ? note : "plain loops";
  }
}
