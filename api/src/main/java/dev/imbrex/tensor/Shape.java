package dev.imbrex.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * The extents of a tensor, outermost first; immutable. Rank 0 is a scalar.
 *
 * <p>Elements are stored in row-major order: the last dimension is contiguous. Every extent is at
 * least 1, and a shape has at most {@value #MAX_RANK} dimensions.
 */
public final class Shape {
  /** The largest number of dimensions. */
  public static final int MAX_RANK = 8;

  private static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;
  private final long size;

  private Shape(int[] dims) {
    if (dims.length > MAX_RANK) {
      throw new ShapeException(
          "A shape has at most "
              + MAX_RANK
              + " dimensions, but got "
              + Arrays.toString(dims)
              + ".");
    }
    long n = 1;
    for (int d : dims) {
      if (d < 1) {
        throw new ShapeException(
            "Every dimension of a shape must be at least 1, but got "
                + Arrays.toString(dims)
                + ".");
      }
      try {
        n = Math.multiplyExact(n, (long) d);
      } catch (ArithmeticException e) {
        throw new ShapeException(
            "The shape " + Arrays.toString(dims) + " has more than 2^63 - 1 elements.", e);
      }
    }
    this.dims = dims;
    this.size = n;
  }

  /**
   * Returns the shape with these extents.
   *
   * @throws ShapeException if an extent is less than 1 or there are more than {@value #MAX_RANK}
   */
  public static Shape of(int... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** Returns the shape with these extents. */
  public static Shape of(List<Integer> dims) {
    return of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Returns the shape of a scalar: no dimensions, one element. */
  public static Shape scalar() {
    return SCALAR;
  }

  /** Returns the number of dimensions. */
  public int rank() {
    return dims.length;
  }

  /**
   * Returns the extent of a dimension; negative axes count from the end, -1 is the last.
   *
   * @throws ShapeException if there is no such axis
   */
  public int dim(int axis) {
    return dims[axis(axis)];
  }

  /**
   * Returns the axis as a number from 0 to rank - 1; negative axes count from the end.
   *
   * @throws ShapeException if there is no such axis
   */
  public int axis(int axis) {
    int a = axis < 0 ? axis + dims.length : axis;
    if (a < 0 || a >= dims.length) {
      throw new ShapeException(
          "Axis "
              + axis
              + " does not exist in the shape "
              + this
              + " of rank "
              + dims.length
              + ".");
    }
    return a;
  }

  /** Returns the number of elements. */
  public long size() {
    return size;
  }

  /**
   * Returns the number of elements as an int.
   *
   * @throws ShapeException if there are more than 2^31 - 1
   */
  public int intSize() {
    if (size > Integer.MAX_VALUE) {
      throw new ShapeException(
          "The shape " + this + " has " + size + " elements; at most 2^31 - 1 are possible here.");
    }
    return (int) size;
  }

  /**
   * Returns the product of the extents from axis {@code from} (inclusive) to {@code to}
   * (exclusive).
   */
  public long size(int from, int to) {
    long n = 1;
    for (int i = from; i < to; i++) {
      n *= dims[i];
    }
    return n;
  }

  /** Returns the extents as a fresh array. */
  public int[] toArray() {
    return dims.clone();
  }

  /** Returns the extents as an immutable list. */
  public List<Integer> toList() {
    return Arrays.stream(dims).boxed().toList();
  }

  /** Returns, for each axis, how many elements apart its neighbours lie in row-major order. */
  public long[] strides() {
    long[] s = new long[dims.length];
    long n = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      s[i] = n;
      n *= dims[i];
    }
    return s;
  }

  /** Returns this shape with one extent replaced. */
  public Shape with(int axis, int extent) {
    int[] d = dims.clone();
    d[axis(axis)] = extent;
    return new Shape(d);
  }

  /** Returns this shape with another dimension in front of all others. */
  public Shape prepend(int extent) {
    int[] d = new int[dims.length + 1];
    d[0] = extent;
    System.arraycopy(dims, 0, d, 1, dims.length);
    return new Shape(d);
  }

  /** Returns this shape without its first dimension. */
  public Shape withoutFirst() {
    if (dims.length == 0) {
      throw new ShapeException("A scalar has no first dimension to leave out.");
    }
    return of(Arrays.copyOfRange(dims, 1, dims.length));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape && Arrays.equals(dims, ((Shape) o).dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** Returns the extents in brackets, such as {@code [32, 28, 28, 1]}. */
  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
