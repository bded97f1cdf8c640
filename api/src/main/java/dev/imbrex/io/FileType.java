package dev.imbrex.io;

import dev.imbrex.tensor.DType;

/** The types that numbers have in safetensors files, and what they are read as. */
enum FileType {
  F16(2, DType.F32),
  BF16(2, DType.F32),
  F32(4, DType.F32),
  F64(8, DType.F64),
  I32(4, DType.I32),
  I64(8, DType.I32),
  U32(4, DType.U32),
  BOOL(1, DType.BOOL);

  private static final int F16_FRACTION = 10;

  private final int bytes;
  private final DType dtype;

  FileType(int bytes, DType dtype) {
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** Returns how many bytes an element takes in a file. */
  int bytes() {
    return bytes;
  }

  /** Returns what an element is read as. */
  DType dtype() {
    return dtype;
  }

  /** Returns the type in which tensors of this type are written. */
  static FileType of(DType dtype) {
    return valueOf(dtype.name());
  }

  /** Returns the number that the 16 bits of a half stand for (IEEE 754 binary16). */
  static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >>> F16_FRACTION & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      // Zero, or a multiple of the smallest half.
      float small = fraction * 0x1p-24f;
      return sign == 0 ? small : -small;
    }
    int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << (23 - F16_FRACTION));
  }

  /** Returns the number that 16 bits of a bfloat16 stand for: the upper half of a float. */
  static float bfloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
