package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.CpuBuffer;
import dev.imbrex.spi.Slice;
import java.util.List;

/** A slice as kernels use it: an array and where it begins there. */
record Span(float[] a, int at) {
  static Span of(Slice s) {
    return new Span(CpuBuffer.array(s), CpuBuffer.at(s));
  }

  static Span[] of(List<Slice> slices) {
    return slices.stream().map(Span::of).toArray(Span[]::new);
  }

  /** Returns an element's bits: how integers and truth values are kept. */
  int bits(int i) {
    return Float.floatToRawIntBits(a[at + i]);
  }

  void bits(int i, int value) {
    a[at + i] = Float.intBitsToFloat(value);
  }
}
