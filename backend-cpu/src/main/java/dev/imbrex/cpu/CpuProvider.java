package dev.imbrex.cpu;

import dev.imbrex.cpu.kernel.Machine;
import dev.imbrex.spi.Availability;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.DeviceKind;
import java.util.List;
import java.util.Map;

/** Provides {@code cpu}: fast, in plain Java, on all processors; available everywhere. */
public final class CpuProvider implements BackendProvider {
  private static final String NAME = "cpu";
  private static final String THREADS = "imbrex.cpu.threads";

  /** If true, vectors are used at once, and not only when they have become faster. */
  private static final String AT_ONCE = "imbrex.cpu.vectors-at-once";

  /** For {@link java.util.ServiceLoader}. */
  public CpuProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public boolean runsNativeCode() {
    return false;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(List.of(device(VectorSupport.detect(), threads())));
  }

  @Override
  public Backend open(String deviceId) {
    if (!deviceId.equals(NAME)) {
      throw new BackendUnavailableException(
          "The cpu backend has one device, cpu, but " + deviceId + " was asked for; use cpu.");
    }
    return open(threads());
  }

  /** Opens the backend with a number of threads, the calling one included. */
  public static Backend open(int threads) {
    VectorSupport v = VectorSupport.detect();
    boolean tried = !Boolean.getBoolean(AT_ONCE);
    Machine machine =
        v.lanes() > 0 ? Machine.vectors(threads, v.lanes(), tried) : Machine.plain(threads);
    return new CpuBackend(device(v, threads), machine);
  }

  private static int threads() {
    String asked = System.getProperty(THREADS);
    if (asked == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int n = Integer.parseInt(asked.trim());
      if (n >= 1 && n <= 1024) {
        return n;
      }
    } catch (NumberFormatException e) {
      // Said below, together with numbers out of range.
    }
    throw new BackendUnavailableException(
        "The property "
            + THREADS
            + " must be a number from 1 to 1024, but is \""
            + asked
            + "\"; leave it out to use all processors.");
  }

  private static DeviceInfo device(VectorSupport v, int threads) {
    String jvm = System.getProperty("java.vm.name") + " " + Runtime.version();
    return new DeviceInfo(
        NAME,
        String.format(
            "%s, %d thread%s, %s",
            System.getProperty("os.arch"), threads, threads == 1 ? "" : "s", v.summary()),
        System.getProperty("java.vendor", "unknown"),
        DeviceKind.CPU,
        Runtime.getRuntime().maxMemory(),
        Math.min(CpuBuffer.MAX_BYTES, Runtime.getRuntime().maxMemory()),
        64,
        jvm,
        Map.of("vectors", v.note()));
  }
}
