package dev.imbrex.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor in the memory of the Java process: a type and its elements in row-major order.
 *
 * <p>The elements lie in a byte buffer in native byte order, ready to be written to a device. A
 * host tensor is mutable through {@link #buffer()}; whoever shares it agrees on who writes.
 */
public final class HostTensor {
  private final TensorType type;
  private final ByteBuffer data;

  private HostTensor(TensorType type, ByteBuffer data) {
    this.type = type;
    this.data = data.order(ByteOrder.nativeOrder());
  }

  /**
   * Returns a tensor of zeros.
   *
   * @throws ShapeException if it would take 2^31 bytes or more
   */
  public static HostTensor zeros(TensorType type) {
    long bytes = type.bytes();
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new ShapeException(
          "A host tensor holds at most 2^31 - 9 bytes, but " + type + " needs " + bytes + ".");
    }
    return new HostTensor(type, ByteBuffer.allocate((int) bytes));
  }

  /** Returns a float32 tensor with these elements in row-major order. */
  public static HostTensor of(Shape shape, float... values) {
    HostTensor t = zeros(new TensorType(DType.F32, checked(shape, values.length)));
    t.data.asFloatBuffer().put(values);
    return t;
  }

  /** Returns a float64 tensor with these elements in row-major order. */
  public static HostTensor ofDoubles(Shape shape, double... values) {
    HostTensor t = zeros(new TensorType(DType.F64, checked(shape, values.length)));
    t.data.asDoubleBuffer().put(values);
    return t;
  }

  /** Returns an int32 tensor with these elements in row-major order. */
  public static HostTensor ofInts(Shape shape, int... values) {
    return ofInts(DType.I32, shape, values);
  }

  /** Returns a tensor of type I32, U32 or BOOL with these words in row-major order. */
  public static HostTensor ofInts(DType dtype, Shape shape, int... values) {
    if (dtype.isFloat()) {
      throw new ShapeException(
          "Integers make a tensor of type I32, U32 or BOOL, not " + dtype + ".");
    }
    HostTensor t = zeros(new TensorType(dtype, checked(shape, values.length)));
    t.data.asIntBuffer().put(values);
    return t;
  }

  /** Returns a float32 scalar. */
  public static HostTensor scalar(float value) {
    return of(Shape.scalar(), value);
  }

  /**
   * Returns a tensor over an existing buffer, without copying: its bytes from position to limit.
   *
   * @throws ShapeException if that is not exactly as many bytes as the type takes
   */
  public static HostTensor wrap(TensorType type, ByteBuffer bytes) {
    if (bytes.remaining() != type.bytes()) {
      throw new ShapeException(
          type
              + " takes "
              + type.bytes()
              + " bytes, but the buffer has "
              + bytes.remaining()
              + ".");
    }
    return new HostTensor(type, bytes.slice());
  }

  private static Shape checked(Shape shape, int values) {
    if (shape.size() != values) {
      throw new ShapeException(
          "The shape "
              + shape
              + " has "
              + shape.size()
              + " elements, but got "
              + values
              + " values.");
    }
    return shape;
  }

  /** Returns the type. */
  public TensorType type() {
    return type;
  }

  /** Returns the shape. */
  public Shape shape() {
    return type.shape();
  }

  /** Returns a fresh view of all bytes, position 0, in native byte order; writes go through. */
  public ByteBuffer buffer() {
    return data.duplicate().order(ByteOrder.nativeOrder());
  }

  /** Returns a copy that shares nothing with this tensor. */
  public HostTensor copy() {
    HostTensor t = zeros(type);
    t.buffer().put(buffer());
    return t;
  }

  /** Returns this tensor's elements under another shape of the same size; shares memory. */
  public HostTensor reshape(Shape shape) {
    return new HostTensor(type.withShape(checked(shape, type.shape().intSize())), buffer());
  }

  /** Returns the element at a row-major index as a double (BOOL: 0 or 1, U32: unsigned). */
  public double get(int index) {
    switch (type.dtype()) {
      case F32:
        return data.getFloat(index * 4);
      case F64:
        return data.getDouble(index * 8);
      case U32:
        return Integer.toUnsignedLong(data.getInt(index * 4));
      default:
        return data.getInt(index * 4);
    }
  }

  /**
   * Sets the element at a row-major index, converted to the element type (floats round, integers
   * drop the fraction).
   */
  public void set(int index, double value) {
    switch (type.dtype()) {
      case F32:
        data.putFloat(index * 4, (float) value);
        break;
      case F64:
        data.putDouble(index * 8, value);
        break;
      case BOOL:
        data.putInt(index * 4, value != 0 ? 1 : 0);
        break;
      default:
        data.putInt(index * 4, (int) (long) value);
    }
  }

  /**
   * Returns the elements of an F32 tensor as a fresh array.
   *
   * @throws ShapeException if this is not an F32 tensor
   */
  public float[] toFloats() {
    require(type.dtype() == DType.F32, "floats");
    float[] a = new float[type.shape().intSize()];
    data.asFloatBuffer().get(a);
    return a;
  }

  /** Returns the words of an I32, U32 or BOOL tensor as a fresh array. */
  public int[] toInts() {
    require(!type.dtype().isFloat(), "integers");
    int[] a = new int[type.shape().intSize()];
    data.asIntBuffer().get(a);
    return a;
  }

  /** Returns the elements of a tensor of any type, converted as {@link #get} does. */
  public double[] toDoubles() {
    double[] a = new double[type.shape().intSize()];
    for (int i = 0; i < a.length; i++) {
      a[i] = get(i);
    }
    return a;
  }

  private void require(boolean ok, String what) {
    if (!ok) {
      throw new ShapeException("A tensor of type " + type + " does not hold " + what + ".");
    }
  }

  /** Returns whether the other tensor has the same type and the same bits. */
  public boolean sameBits(HostTensor other) {
    return type.equals(other.type) && buffer().equals(other.buffer());
  }

  /** Returns the type and, for small tensors, the elements. */
  @Override
  public String toString() {
    return type.shape().size() <= 64 ? type + " " + Arrays.toString(toDoubles()) : type.toString();
  }
}
