package dev.imbrex.reference;

import static dev.imbrex.reference.Convolution.at;

import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.MaxPool2dGrad;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.tensor.Shape;
import java.util.List;

/** Pooling: windows as in {@link Convolution}, but each channel by itself. */
final class Pooling {
  private Pooling() {}

  /** The greatest element of each window and its place r kernelW + c; the first NaN beats all. */
  static List<double[]> max(MaxPool2d op, Call call) {
    double[] x = call.argument(0);
    Window win = op.window();
    Shape xs = call.shape(0);
    Shape ys = call.shape();
    WindowGeometry g = win.on(xs.dim(1), xs.dim(2), op.ceil());
    double[] y = call.result();
    double[] index = call.result();
    int at = 0;
    for (int n = 0; n < ys.dim(0); n++) {
      for (int oh = 0; oh < ys.dim(1); oh++) {
        for (int ow = 0; ow < ys.dim(2); ow++) {
          for (int ch = 0; ch < ys.dim(3); ch++) {
            boolean found = false;
            for (int r = 0; r < win.kernelH(); r++) {
              for (int c = 0; c < win.kernelW(); c++) {
                int h = oh * win.strideH() - g.padTop() + r * win.dilationH();
                int w = ow * win.strideW() - g.padLeft() + c * win.dilationW();
                if (h >= 0 && h < xs.dim(1) && w >= 0 && w < xs.dim(2)) {
                  double v = x[at(xs, n, h, w, ch)];
                  if (!found || v > y[at] || (Double.isNaN(v) && !Double.isNaN(y[at]))) {
                    y[at] = v;
                    index[at] = r * win.kernelW() + c;
                    found = true;
                  }
                }
              }
            }
            at++;
          }
        }
      }
    }
    return List.of(y, index);
  }

  /** dx[n, h, w, ch] = sum of dy over the windows that this pixel has won. */
  static double[] maxGradient(MaxPool2dGrad op, Call call) {
    double[] index = call.argument(1);
    return gather(
        op.window(),
        op.window().on(op.inH(), op.inW(), op.ceil()),
        call,
        (dyAt, oh, ow, place) -> index[dyAt] == place ? 1 : 0);
  }

  /** The sum of each window over the number of its pixels that count. */
  static double[] average(AvgPool2d op, Call call) {
    double[] x = call.argument(0);
    Window win = op.window();
    Shape xs = call.shape(0);
    Shape ys = call.shape();
    WindowGeometry g = win.on(xs.dim(1), xs.dim(2), op.ceil());
    double[] y = call.result();
    Terms terms = call.terms();
    int at = 0;
    for (int n = 0; n < ys.dim(0); n++) {
      for (int oh = 0; oh < ys.dim(1); oh++) {
        for (int ow = 0; ow < ys.dim(2); ow++) {
          for (int ch = 0; ch < ys.dim(3); ch++) {
            for (int r = 0; r < win.kernelH(); r++) {
              for (int c = 0; c < win.kernelW(); c++) {
                int h = oh * win.strideH() - g.padTop() + r * win.dilationH();
                int w = ow * win.strideW() - g.padLeft() + c * win.dilationW();
                if (h >= 0 && h < xs.dim(1) && w >= 0 && w < xs.dim(2)) {
                  terms.add(x[at(xs, n, h, w, ch)]);
                }
              }
            }
            y[at++] = terms.sum() / divisor(win, g, op.countPadding(), oh, ow);
          }
        }
      }
    }
    return y;
  }

  /** dx[n, h, w, ch] = sum over the windows that hold this pixel of dy / divisor. */
  static double[] averageGradient(AvgPool2dGrad op, Call call) {
    Window win = op.window();
    WindowGeometry g = win.on(op.inH(), op.inW(), op.ceil());
    return gather(
        win, g, call, (dyAt, oh, ow, place) -> divisor(win, g, op.countPadding(), oh, ow));
  }

  /** By what a window's dy is divided for the pixel at a place in it; 0 if it gets nothing. */
  @FunctionalInterface
  private interface Divisor {
    int of(int dyAt, int oh, int ow, int place);
  }

  /** dx[n, h, w, ch] = sum over all windows and places that are this pixel of dy / divisor. */
  private static double[] gather(Window win, WindowGeometry g, Call call, Divisor divisor) {
    double[] dy = call.argument(0);
    Shape dys = call.shape(0);
    Shape dxs = call.shape();
    double[] dx = call.result();
    Terms terms = call.terms();
    int at = 0;
    for (int n = 0; n < dxs.dim(0); n++) {
      for (int h = 0; h < dxs.dim(1); h++) {
        for (int w = 0; w < dxs.dim(2); w++) {
          for (int ch = 0; ch < dxs.dim(3); ch++) {
            for (int r = 0; r < win.kernelH(); r++) {
              for (int c = 0; c < win.kernelW(); c++) {
                int oh =
                    Convolution.output(
                        h + g.padTop() - r * win.dilationH(), win.strideH(), dys.dim(1));
                int ow =
                    Convolution.output(
                        w + g.padLeft() - c * win.dilationW(), win.strideW(), dys.dim(2));
                if (oh >= 0 && ow >= 0) {
                  int dyAt = at(dys, n, oh, ow, ch);
                  int by = divisor.of(dyAt, oh, ow, r * win.kernelW() + c);
                  if (by != 0) {
                    terms.add(dy[dyAt] / by);
                  }
                }
              }
            }
            dx[at++] = terms.sum();
          }
        }
      }
    }
    return dx;
  }

  /** Returns how many pixels of a window lie in the picture, or in picture and padding. */
  private static int divisor(Window win, WindowGeometry g, boolean padding, int oh, int ow) {
    int count = 0;
    for (int r = 0; r < win.kernelH(); r++) {
      for (int c = 0; c < win.kernelW(); c++) {
        int h = oh * win.strideH() - g.padTop() + r * win.dilationH();
        int w = ow * win.strideW() - g.padLeft() + c * win.dilationW();
        if (padding
            ? h < g.inH() + g.padBottom() && w < g.inW() + g.padRight()
            : h >= 0 && h < g.inH() && w >= 0 && w < g.inW()) {
          count++;
        }
      }
    }
    return count;
  }
}
