package dev.imbrex.cpu.kernel;

import dev.imbrex.op.composite.AdagradUpdate;
import dev.imbrex.op.composite.AdamUpdate;
import dev.imbrex.op.composite.RmspropUpdate;
import dev.imbrex.op.composite.SgdUpdate;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** The optimisers' updates: one pass over parameters, gradient and state. */
final class Updates {
  private Updates() {}

  private static Kernel kernel(
      Machine m, String name, List<TensorType> in, Chunked.Binding binding) {
    return new Chunked(m, name, in.get(0).shape().intSize(), 1, 0, binding);
  }

  private static float scalar(Span s) {
    return s.a()[s.at()];
  }

  static Kernel sgd(Machine m, SgdUpdate op, List<TensorType> in, List<TensorType> out) {
    if (op.momentum() == 0) {
      return kernel(
          m,
          "sgd",
          in,
          (x, y, s) ->
              (from, to, worker) ->
                  m.rows()
                      .sgd(
                          x[0].a(),
                          x[0].at() + from,
                          x[1].a(),
                          x[1].at() + from,
                          scalar(x[2]),
                          y[0].a(),
                          y[0].at() + from,
                          to - from));
    }
    float momentum = (float) op.momentum();
    return kernel(
        m,
        op.nesterov() ? "nesterov" : "momentum",
        in,
        (x, y, s) ->
            (from, to, worker) -> {
              float rate = scalar(x[3]);
              for (int i = from; i < to; i++) {
                float step = rate * x[1].a()[x[1].at() + i];
                float w = x[0].a()[x[0].at() + i];
                float v = momentum * x[2].a()[x[2].at() + i] - step;
                y[0].a()[y[0].at() + i] = op.nesterov() ? w + momentum * v - step : w + v;
                y[1].a()[y[1].at() + i] = v;
              }
            });
  }

  static Kernel adagrad(Machine m, AdagradUpdate op, List<TensorType> in, List<TensorType> out) {
    float epsilon = (float) op.epsilon();
    return kernel(
        m,
        "adagrad",
        in,
        (x, y, s) ->
            (from, to, worker) -> {
              float rate = scalar(x[3]);
              for (int i = from; i < to; i++) {
                float g = x[1].a()[x[1].at() + i];
                float sum = x[2].a()[x[2].at() + i] + g * g;
                float w = x[0].a()[x[0].at() + i];
                y[0].a()[y[0].at() + i] = w - rate * g / (float) Math.sqrt(sum + epsilon);
                y[1].a()[y[1].at() + i] = sum;
              }
            });
  }

  static Kernel rmsprop(Machine m, RmspropUpdate op, List<TensorType> in, List<TensorType> out) {
    float rho = (float) op.rho();
    float rest = (float) (1 - op.rho());
    float epsilon = (float) op.epsilon();
    return kernel(
        m,
        "rmsprop",
        in,
        (x, y, s) ->
            (from, to, worker) -> {
              float rate = scalar(x[3]);
              for (int i = from; i < to; i++) {
                float g = x[1].a()[x[1].at() + i];
                float v = rho * x[2].a()[x[2].at() + i] + g * g * rest;
                float w = x[0].a()[x[0].at() + i];
                y[0].a()[y[0].at() + i] = w - rate * g / (float) Math.sqrt(v + epsilon);
                y[1].a()[y[1].at() + i] = v;
              }
            });
  }

  static Kernel adam(Machine m, AdamUpdate op, List<TensorType> in, List<TensorType> out) {
    float keep1 = (float) (1 - op.beta1());
    float keep2 = (float) (1 - op.beta2());
    float epsilon = (float) op.epsilon();
    return kernel(
        m,
        op.decoupledDecay() ? "adamw" : "adam",
        in,
        (x, y, s) ->
            (from, to, worker) ->
                m.rows()
                    .adam(
                        x[0].a(),
                        x[0].at() + from,
                        x[1].a(),
                        x[1].at() + from,
                        x[2].a(),
                        x[2].at() + from,
                        x[3].a(),
                        x[3].at() + from,
                        scalar(x[4]),
                        op.decoupledDecay() ? scalar(x[5]) : 0f,
                        keep1,
                        keep2,
                        epsilon,
                        y[0].a(),
                        y[0].at() + from,
                        y[1].a(),
                        y[1].at() + from,
                        y[2].a(),
                        y[2].at() + from,
                        to - from));
  }
}
