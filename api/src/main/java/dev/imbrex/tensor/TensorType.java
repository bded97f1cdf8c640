package dev.imbrex.tensor;

/** An element type and a shape: all that is known of a tensor before it is computed. */
public record TensorType(DType dtype, Shape shape) {

  /** Returns the float32 type of this shape. */
  public static TensorType f32(int... dims) {
    return new TensorType(DType.F32, Shape.of(dims));
  }

  /** Returns the float32 type of this shape. */
  public static TensorType f32(Shape shape) {
    return new TensorType(DType.F32, shape);
  }

  /** Returns the int32 type of this shape. */
  public static TensorType i32(int... dims) {
    return new TensorType(DType.I32, Shape.of(dims));
  }

  /** Returns the uint32 type of this shape. */
  public static TensorType u32(int... dims) {
    return new TensorType(DType.U32, Shape.of(dims));
  }

  /** Returns the number of bytes that a tensor of this type takes, without padding. */
  public long bytes() {
    return Math.multiplyExact(shape.size(), (long) dtype.bytes());
  }

  /** Returns this type with another shape. */
  public TensorType withShape(Shape other) {
    return new TensorType(dtype, other);
  }

  /** Returns this type with another element type. */
  public TensorType withDType(DType other) {
    return new TensorType(other, shape);
  }

  /** Returns the type as people write it, such as {@code F32[32, 10]}. */
  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
