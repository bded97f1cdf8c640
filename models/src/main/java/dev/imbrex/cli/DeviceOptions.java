package dev.imbrex.cli;

import dev.imbrex.backend.Backends;
import dev.imbrex.backend.Choice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which device computes. */
final class DeviceOptions {
  private static final String THREADS = "imbrex.cpu.threads";

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description =
          "auto, cpu, reference, opencl, opencl:1 or part of a device's name (default: the property"
              + " imbrex.backend, else IMBREX_BACKEND, else auto).")
  private String backend = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the cpu backend (default: all processors).")
  private @Nullable Integer threads;

  /** Opens the device. */
  Choice open() {
    Integer n = threads;
    if (n != null) {
      System.setProperty(THREADS, Integer.toString(Ranges.atLeast(1, "--threads", n)));
    }
    return Backends.choose(backend);
  }
}
