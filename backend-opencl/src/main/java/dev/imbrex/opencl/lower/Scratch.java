package dev.imbrex.opencl.lower;

/** Parts of a kernel's temporary memory. */
final class Scratch {
  private static final long ALIGNMENT = 128;

  private Scratch() {}

  /** Returns a size rounded up, so that what follows is aligned. */
  static long round(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
