package dev.imbrex.opencl.lower;

/** Numbers as OpenCL C writes them. */
final class Literals {
  private Literals() {}

  /** Returns a float that keeps all bits. */
  static String real(float value) {
    if (Float.isNaN(value)) {
      return "NAN";
    }
    if (Float.isInfinite(value)) {
      return value > 0 ? "INFINITY" : "-INFINITY";
    }
    return Float.toHexString(value) + "f";
  }
}
