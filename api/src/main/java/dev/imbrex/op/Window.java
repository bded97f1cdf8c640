package dev.imbrex.op;

/**
 * A window that slides over a picture: kernel size, strides, dilation and padding.
 *
 * <p>Output pixel (oh, ow) sees the input pixels (oh strideH - top + r dilationH, ow strideW - left
 * + c dilationW) for r in [0, kernelH) and c in [0, kernelW); those outside the picture are
 * padding.
 */
public record Window(
    int kernelH,
    int kernelW,
    int strideH,
    int strideW,
    int dilationH,
    int dilationW,
    Padding padding) {

  public Window {
    Check.attribute(
        kernelH >= 1 && kernelW >= 1,
        "Window",
        "the kernel must be at least 1x1, but is " + kernelH + "x" + kernelW);
    Check.attribute(
        strideH >= 1 && strideW >= 1,
        "Window",
        "strides must be at least 1, but are " + strideH + "x" + strideW);
    Check.attribute(
        dilationH >= 1 && dilationW >= 1,
        "Window",
        "dilation must be at least 1, but is " + dilationH + "x" + dilationW);
  }

  /** Returns a square window without dilation. */
  public static Window of(int kernel, int stride, Padding padding) {
    return new Window(kernel, kernel, stride, stride, 1, 1, padding);
  }

  /** Returns this window with other strides. */
  public Window withStrides(int h, int w) {
    return new Window(kernelH, kernelW, h, w, dilationH, dilationW, padding);
  }

  /** Returns this window with another dilation. */
  public Window withDilation(int h, int w) {
    return new Window(kernelH, kernelW, strideH, strideW, h, w, padding);
  }

  /** Returns how many input rows the window spans: (kernelH - 1) dilationH + 1. */
  public int spanH() {
    return Math.addExact(Math.multiplyExact(kernelH - 1, dilationH), 1);
  }

  /** Returns how many input columns the window spans: (kernelW - 1) dilationW + 1. */
  public int spanW() {
    return Math.addExact(Math.multiplyExact(kernelW - 1, dilationW), 1);
  }

  /**
   * Returns where the window lies on a picture of this size, with floor((in + pads - span) / s) + 1
   * outputs.
   */
  public WindowGeometry on(int inH, int inW) {
    return on(inH, inW, false);
  }

  /**
   * Returns where the window lies on a picture of this size.
   *
   * @param ceil whether a last, partial window counts; one that would start in the padding after
   *     the picture is dropped (Caffe's rule)
   * @throws dev.imbrex.tensor.ShapeException if the window is larger than the padded picture
   */
  public WindowGeometry on(int inH, int inW, boolean ceil) {
    int[] h = axis("height", inH, spanH(), strideH, true, ceil);
    int[] w = axis("width", inW, spanW(), strideW, false, ceil);
    return new WindowGeometry(inH, inW, h[0], w[0], h[1], h[2], w[1], w[2]);
  }

  /**
   * Returns where the window lies, as {@link #on(int, int)} does, for those who want no pixel left
   * out.
   *
   * @throws dev.imbrex.tensor.ShapeException if the last window does not end where the padded
   *     picture ends, because (in + pads - span) is not divisible by the stride
   */
  public WindowGeometry exactlyOn(int inH, int inW) {
    WindowGeometry g = on(inH, inW);
    int restH = inH + g.padTop() + g.padBottom() - (g.outH() - 1) * strideH - spanH();
    int restW = inW + g.padLeft() + g.padRight() - (g.outW() - 1) * strideW - spanW();
    Check.attribute(
        restH == 0 && restW == 0,
        "Window",
        String.format(
            "a %dx%d window with stride %dx%d does not fit the padded %dx%d picture exactly: %d rows"
                + " and %d columns are left over; change the stride or the padding",
            spanH(), spanW(), strideH, strideW, inH, inW, restH, restW));
    return g;
  }

  /** Returns {outputs, padding before, padding after} along one axis. */
  private int[] axis(String what, int in, int span, int stride, boolean vertical, boolean ceil) {
    int before = 0;
    int after = 0;
    if (padding instanceof Padding.Same) {
      int out = (in + stride - 1) / stride;
      int total = (int) Math.max((out - 1L) * stride + span - in, 0L);
      return new int[] {out, total / 2, total - total / 2};
    } else if (padding instanceof Padding.Explicit) {
      Padding.Explicit p = (Padding.Explicit) padding;
      before = vertical ? p.top() : p.left();
      after = vertical ? p.bottom() : p.right();
    }
    long room = (long) in + before + after - span;
    Check.attribute(
        room >= 0,
        "Window",
        "the "
            + what
            + " "
            + in
            + " padded by "
            + before
            + " and "
            + after
            + " is smaller than the window, which spans "
            + span
            + "; use a smaller kernel or dilation, or more padding");
    long out = (ceil ? (room + stride - 1) / stride : room / stride) + 1;
    if (ceil && (out - 1) * stride >= (long) in + before) {
      out--;
    }
    return new int[] {Math.toIntExact(out), before, after};
  }
}
