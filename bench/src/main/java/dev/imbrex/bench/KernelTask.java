package dev.imbrex.bench;

import java.util.Locale;

/** One convolution, gradient of a convolution or matrix product, measured by itself. */
public sealed interface KernelTask {
  /**
   * The product of matrices of {@code [m, k]} and {@code [k, n]}.
   *
   * @param m rows of the result
   * @param n columns of it
   * @param k terms of each sum
   */
  record MatrixProduct(int m, int n, int k) implements KernelTask {
    @Override
    public String name() {
      return "matrix product " + m + "x" + n + "x" + k;
    }
  }

  /**
   * A convolution, or its gradient.
   *
   * @param batch pictures
   */
  record Convolution(Direction direction, LayerShape layer, int batch) implements KernelTask {
    @Override
    public String name() {
      return layer.name() + ", " + direction + ", batch " + batch;
    }
  }

  /** What of a convolution is computed. */
  enum Direction {
    /** Its result. */
    FORWARD,
    /** The gradient with respect to the picture. */
    INPUT_GRADIENT,
    /** The gradient with respect to the filter. */
    FILTER_GRADIENT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the one of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Direction find(String name) {
      for (Direction d : values()) {
        if (d.toString().equals(name)) {
          return d;
        }
      }
      throw new IllegalArgumentException(
          "There is no direction "
              + name
              + "; choose one of forward, input-gradient and filter-gradient.");
    }
  }

  /** Returns it in words. */
  String name();

  /**
   * Returns the task of a name.
   *
   * @param name such as {@code product:1024x1024x1024} or {@code forward:vgg16.conv3_3:8}, the last
   *     part being the batch
   */
  static KernelTask of(String name) {
    String[] p = name.split(":", -1);
    if (p[0].equals("product") && p.length == 2) {
      String[] mnk = p[1].split("x", -1);
      if (mnk.length == 3) {
        return new MatrixProduct(
            Integer.parseInt(mnk[0]), Integer.parseInt(mnk[1]), Integer.parseInt(mnk[2]));
      }
    } else if (p.length == 3) {
      return new Convolution(Direction.find(p[0]), LayerShape.find(p[1]), Integer.parseInt(p[2]));
    }
    throw new IllegalArgumentException(
        "A task is a product such as product:1024x1024x1024 or a convolution such as"
            + " forward:vgg16.conv3_3:8, not "
            + name
            + ".");
  }
}
