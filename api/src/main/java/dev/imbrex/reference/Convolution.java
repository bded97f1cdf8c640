package dev.imbrex.reference;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.tensor.Shape;

/**
 * Convolution and its two gradients: three ways to read one sum over all pairs of an input pixel
 * (h, w) and an output pixel (oh, ow) with h = oh s - top + r d and w = ow s - left + c d.
 */
final class Convolution {
  private Convolution() {}

  /** y[n, oh, ow, o] = sum over r, c, i of x[n, h, w, i'] f[r, c, i, o], i' = group * I + i. */
  static double[] forward(Conv2d op, Call call) {
    double[] x = call.argument(0);
    double[] f = call.argument(1);
    Window win = op.window();
    Shape xs = call.shape(0);
    Shape fs = call.shape(1);
    Shape ys = call.shape();
    WindowGeometry g = win.on(xs.dim(1), xs.dim(2));
    int outPerGroup = ys.dim(3) / op.groups();
    double[] y = call.result();
    Terms terms = call.terms();
    int at = 0;
    for (int n = 0; n < ys.dim(0); n++) {
      for (int oh = 0; oh < ys.dim(1); oh++) {
        for (int ow = 0; ow < ys.dim(2); ow++) {
          for (int o = 0; o < ys.dim(3); o++) {
            int firstIn = o / outPerGroup * fs.dim(2);
            for (int r = 0; r < win.kernelH(); r++) {
              for (int c = 0; c < win.kernelW(); c++) {
                int h = oh * win.strideH() - g.padTop() + r * win.dilationH();
                int w = ow * win.strideW() - g.padLeft() + c * win.dilationW();
                if (h >= 0 && h < xs.dim(1) && w >= 0 && w < xs.dim(2)) {
                  int xAt = at(xs, n, h, w, firstIn);
                  int fAt = at(fs, r, c, 0, o);
                  for (int i = 0; i < fs.dim(2); i++) {
                    terms.add(x[xAt + i] * f[fAt + i * fs.dim(3)]);
                  }
                }
              }
            }
            y[at++] = terms.sum();
          }
        }
      }
    }
    return y;
  }

  /** dx[n, h, w, i'] = sum over r, c, o of dy[n, oh, ow, o] f[r, c, i, o], o in the group of i'. */
  static double[] inputGradient(Conv2dInputGrad op, Call call) {
    double[] dy = call.argument(0);
    double[] f = call.argument(1);
    Window win = op.window();
    Shape dys = call.shape(0);
    Shape fs = call.shape(1);
    Shape dxs = call.shape();
    WindowGeometry g = win.on(op.inH(), op.inW());
    int outPerGroup = dys.dim(3) / op.groups();
    double[] dx = call.result();
    Terms terms = call.terms();
    int at = 0;
    for (int n = 0; n < dxs.dim(0); n++) {
      for (int h = 0; h < dxs.dim(1); h++) {
        for (int w = 0; w < dxs.dim(2); w++) {
          for (int in = 0; in < dxs.dim(3); in++) {
            int i = in % fs.dim(2);
            int firstOut = in / fs.dim(2) * outPerGroup;
            for (int r = 0; r < win.kernelH(); r++) {
              for (int c = 0; c < win.kernelW(); c++) {
                int oh = output(h + g.padTop() - r * win.dilationH(), win.strideH(), dys.dim(1));
                int ow = output(w + g.padLeft() - c * win.dilationW(), win.strideW(), dys.dim(2));
                if (oh >= 0 && ow >= 0) {
                  int dyAt = at(dys, n, oh, ow, firstOut);
                  int fAt = at(fs, r, c, i, firstOut);
                  for (int o = 0; o < outPerGroup; o++) {
                    terms.add(dy[dyAt + o] * f[fAt + o]);
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

  /** df[r, c, i, o] = sum over n, oh, ow of x[n, h, w, i'] dy[n, oh, ow, o]. */
  static double[] filterGradient(Conv2dFilterGrad op, Call call) {
    double[] x = call.argument(0);
    double[] dy = call.argument(1);
    Window win = op.window();
    Shape xs = call.shape(0);
    Shape dys = call.shape(1);
    Shape fs = call.shape();
    WindowGeometry g = win.on(xs.dim(1), xs.dim(2));
    int outPerGroup = dys.dim(3) / op.groups();
    double[] df = call.result();
    Terms terms = call.terms();
    int at = 0;
    for (int r = 0; r < fs.dim(0); r++) {
      for (int c = 0; c < fs.dim(1); c++) {
        for (int i = 0; i < fs.dim(2); i++) {
          for (int o = 0; o < fs.dim(3); o++) {
            int in = o / outPerGroup * fs.dim(2) + i;
            for (int n = 0; n < dys.dim(0); n++) {
              for (int oh = 0; oh < dys.dim(1); oh++) {
                for (int ow = 0; ow < dys.dim(2); ow++) {
                  int h = oh * win.strideH() - g.padTop() + r * win.dilationH();
                  int w = ow * win.strideW() - g.padLeft() + c * win.dilationW();
                  if (h >= 0 && h < xs.dim(1) && w >= 0 && w < xs.dim(2)) {
                    terms.add(x[at(xs, n, h, w, in)] * dy[at(dys, n, oh, ow, o)]);
                  }
                }
              }
            }
            df[at++] = terms.sum();
          }
        }
      }
    }
    return df;
  }

  /** Returns the output pixel whose window starts at a place of the padded picture, or -1. */
  static int output(int start, int stride, int outputs) {
    return start >= 0 && start % stride == 0 && start / stride < outputs ? start / stride : -1;
  }

  /** Returns the row-major index of an element of a four-dimensional tensor. */
  static int at(Shape s, int a, int b, int c, int d) {
    return ((a * s.dim(1) + b) * s.dim(2) + c) * s.dim(3) + d;
  }
}
