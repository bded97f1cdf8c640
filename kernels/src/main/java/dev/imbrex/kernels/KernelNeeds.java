package dev.imbrex.kernels;

import java.util.Optional;

/**
 * What a built kernel asks of a device.
 *
 * @param workGroupSize work-items per group
 * @param localBytes local memory per group
 */
public record KernelNeeds(int workGroupSize, long localBytes) {

  /**
   * Returns why a device with these limits can not run it, as a sentence, or nothing where it can.
   */
  public Optional<String> refusal(long maxWorkGroupSize, long localMemoryBytes) {
    if (workGroupSize > maxWorkGroupSize) {
      return Optional.of(
          "It needs work-groups of %d, but the device takes at most %d; choose smaller tiles or larger register tiles."
              .formatted(workGroupSize, maxWorkGroupSize));
    }
    if (localBytes > localMemoryBytes) {
      return Optional.of(
          "It needs %d bytes of local memory, but the device has %d; choose smaller tiles."
              .formatted(localBytes, localMemoryBytes));
    }
    return Optional.empty();
  }
}
