package dev.imbrex.spi;

import java.util.Map;

/**
 * A device that programs can run on.
 *
 * @param id stable from run to run on one machine: the provider's name, and a colon and a number
 *     where it has several devices ({@code cpu}, {@code opencl:0})
 * @param name what people call it, such as "AMD Radeon RX 7800 XT"
 * @param vendor who made it
 * @param kind what it is
 * @param memoryBytes all of its memory
 * @param maxBufferBytes the largest single buffer
 * @param alignmentBytes slices should start at multiples of this; a power of two, at least 4
 * @param version of driver or runtime; part of the key of whatever is cached for the device
 * @param notes what else is worth knowing, one line per key, such as "vectors" to "512 bit"
 */
public record DeviceInfo(
    String id,
    String name,
    String vendor,
    DeviceKind kind,
    long memoryBytes,
    long maxBufferBytes,
    int alignmentBytes,
    String version,
    Map<String, String> notes) {
  public DeviceInfo {
    notes = Map.copyOf(notes);
    if (alignmentBytes < 4 || Integer.bitCount(alignmentBytes) != 1) {
      throw new IllegalArgumentException(
          "The alignment must be a power of two of at least 4, but is " + alignmentBytes + ".");
    }
  }
}
