package dev.imbrex.nn;

import dev.imbrex.op.Window;

/**
 * The part of a picture that one element of a layer's result depends on, in pixels; padding counts.
 *
 * @param h its height
 * @param w its width
 * @param jumpH how many pixels down the field of the element below lies
 * @param jumpW how many pixels to the right that of the next element lies
 */
public record ReceptiveField(long h, long w, long jumpH, long jumpW) {
  /** One pixel: the picture itself. */
  public static final ReceptiveField PIXEL = new ReceptiveField(1, 1, 1, 1);

  /** Returns the field after a window has slid over the result. */
  public ReceptiveField through(Window window) {
    return new ReceptiveField(
        h + (window.spanH() - 1) * jumpH,
        w + (window.spanW() - 1) * jumpW,
        jumpH * window.strideH(),
        jumpW * window.strideW());
  }

  /** Returns the field of what sees all of a result of this height and width. */
  public ReceptiveField whole(int height, int width) {
    return new ReceptiveField(h + (height - 1) * jumpH, w + (width - 1) * jumpW, 1, 1);
  }

  /** Returns the field of what depends on this and on another, both in the same grid. */
  public ReceptiveField or(ReceptiveField other) {
    return new ReceptiveField(
        Math.max(h, other.h),
        Math.max(w, other.w),
        Math.max(jumpH, other.jumpH),
        Math.max(jumpW, other.jumpW));
  }

  /** Returns height and width, such as {@code 14x14}. */
  @Override
  public String toString() {
    return h + "x" + w;
  }
}
