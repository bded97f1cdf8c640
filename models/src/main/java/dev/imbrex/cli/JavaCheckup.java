package dev.imbrex.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks at the Java virtual machine.
 *
 * @param version such as 17 or 25
 * @param vectors whether the vector module is there
 * @param heapBytes how large the heap may become
 * @param preloaded what {@code LD_PRELOAD} says
 * @param linux whether the system is Linux
 * @param home where the JDK is
 */
record JavaCheckup(
    int version, boolean vectors, long heapBytes, String preloaded, boolean linux, String home) {
  private static final int NEWER = 25;
  private static final long HEAP = 1L << 30;

  static JavaCheckup ofProcess() {
    String preloaded = System.getenv("LD_PRELOAD");
    return new JavaCheckup(
        Runtime.version().feature(),
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        Runtime.getRuntime().maxMemory(),
        preloaded == null ? "" : preloaded,
        System.getProperty("os.name", "").startsWith("Linux"),
        System.getProperty("java.home", ""));
  }

  List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    String java = Version.java();
    all.add(
        version < NEWER
            ? Finding.better(
                "Java",
                java + ": works; a newer one compiles vectors better",
                "export IMBREX_JAVA=FOLDER_OF_JDK_" + NEWER)
            : Finding.ok("Java", java));
    all.add(
        vectors
            ? Finding.ok("vectors", "the vector module is there")
            : Finding.better(
                "vectors",
                "the vector module is not there, so the cpu backend is several times slower",
                "java --add-modules jdk.incubator.vector … (./imbrex does so by itself)"));
    String heap = String.format("%,d MiB at most", heapBytes >> 20);
    all.add(
        heapBytes < HEAP
            ? Finding.better("heap", heap, "export IMBREX_JAVA_OPTS=-Xmx2g")
            : Finding.ok("heap", heap));
    if (linux) {
      all.add(
          preloaded.contains("libjsig")
              ? Finding.ok("signals", "the JVM keeps its handlers (libjsig.so)")
              : Finding.better(
                  "signals",
                  "compilers in OpenCL drivers may replace the JVM's signal handlers",
                  "export LD_PRELOAD=" + home + "/lib/libjsig.so"));
    }
    return all;
  }
}
