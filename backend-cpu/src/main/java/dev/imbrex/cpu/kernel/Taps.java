package dev.imbrex.cpu.kernel;

import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;

/**
 * Which pixels a window joins: lists, for an output or an input pixel, the places on the other side
 * and the tap in between, in row-major order of the taps. What lies in the padding is not listed.
 */
final class Taps {
  private final Window w;
  private final WindowGeometry g;
  private final int channels;

  /** The listed places: where the pixel on the other side begins, and where the tap does. */
  final int[] pixel;

  final int[] tap;

  /** Creates an empty list for pixels and taps of this many channels. */
  Taps(Window w, WindowGeometry g, int channels) {
    this.w = w;
    this.g = g;
    this.channels = channels;
    this.pixel = new int[w.kernelH() * w.kernelW()];
    this.tap = new int[pixel.length];
  }

  /**
   * Lists the input pixels that an output pixel sees.
   *
   * @return how many
   */
  int ofOutput(int oh, int ow, int pixelAt, int tapAt) {
    int n = 0;
    for (int r = 0; r < w.kernelH(); r++) {
      int h = oh * w.strideH() - g.padTop() + r * w.dilationH();
      for (int c = 0; c < w.kernelW(); c++) {
        int x = ow * w.strideW() - g.padLeft() + c * w.dilationW();
        if (h >= 0 && h < g.inH() && x >= 0 && x < g.inW()) {
          pixel[n] = pixelAt + (h * g.inW() + x) * channels;
          tap[n++] = tapAt + (r * w.kernelW() + c) * channels;
        }
      }
    }
    return n;
  }

  /**
   * Lists the output pixels that see an input pixel.
   *
   * @return how many
   */
  int ofInput(int h, int x, int pixelAt, int tapAt) {
    int n = 0;
    for (int r = 0; r < w.kernelH(); r++) {
      int down = h + g.padTop() - r * w.dilationH();
      for (int c = 0; c < w.kernelW(); c++) {
        int right = x + g.padLeft() - c * w.dilationW();
        if (isOutput(down, w.strideH(), g.outH()) && isOutput(right, w.strideW(), g.outW())) {
          int out = down / w.strideH() * g.outW() + right / w.strideW();
          pixel[n] = pixelAt + out * channels;
          tap[n++] = tapAt + (r * w.kernelW() + c) * channels;
        }
      }
    }
    return n;
  }

  private static boolean isOutput(int at, int stride, int outputs) {
    return at >= 0 && at % stride == 0 && at / stride < outputs;
  }
}
