package dev.imbrex.backend;

import dev.imbrex.spi.DeviceInfo;
import java.util.List;

/**
 * All that was found on this machine.
 *
 * @param devices every device, the preferred first
 * @param missing every backend without one
 * @param explanation which device is the default and why, or why there is none
 */
public record Survey(List<DeviceStatus> devices, List<MissingBackend> missing, String explanation) {
  public Survey {
    devices = List.copyOf(devices);
    missing = List.copyOf(missing);
  }

  /** Returns the survey as text: a line per device, a line per missing backend, the explanation. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    for (DeviceStatus d : devices) {
      DeviceInfo i = d.device();
      s.append(
          String.format(
              "%s %-12s %s  %s (%s), %s, %,d MiB, %s%n",
              d.isDefault() ? "*" : " ",
              i.id(),
              d.passed() ? "PASS" : "FAIL",
              i.name(),
              i.vendor(),
              i.kind(),
              i.memoryBytes() >> 20,
              i.version()));
      if (!d.passed()) {
        s.append(String.format("%20s%s%n", "", d.reason()));
      }
    }
    for (MissingBackend m : missing) {
      s.append(String.format("  %-12s none  %s %s%n", m.name(), m.reason(), m.remedy()));
    }
    return s.append(explanation).append(System.lineSeparator()).toString();
  }
}
