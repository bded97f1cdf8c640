package dev.imbrex.tensor;

/**
 * The type of a tensor's elements.
 *
 * <p>Every type except {@link #F64} is one 32-bit word, {@link #BOOL} included (0 is false, 1 is
 * true): devices without byte-addressable stores need no special case, and a backend may keep all
 * of its memory in one kind of array.
 */
public enum DType {
  /** IEEE 754 binary32. */
  F32(4),
  /** IEEE 754 binary64; optional on backends, complete on {@code reference}. */
  F64(8),
  /** Signed 32-bit integer, two's complement. */
  I32(4),
  /** Unsigned 32-bit integer, arithmetic modulo 2^32. */
  U32(4),
  /** Truth value stored as a 32-bit 0 or 1. */
  BOOL(4);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Returns whether this is a floating-point type. */
  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  /** Returns whether this is {@link #I32} or {@link #U32}. */
  public boolean isInteger() {
    return this == I32 || this == U32;
  }
}
