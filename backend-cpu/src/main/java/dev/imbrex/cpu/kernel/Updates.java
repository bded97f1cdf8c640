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
            (from, to, worker) ->
                m.rows()
                    .momentum(
                        x[0].a(),
                        x[0].at() + from,
                        x[1].a(),
                        x[1].at() + from,
                        x[2].a(),
                        x[2].at() + from,
                        scalar(x[3]),
                        momentum,
                        op.nesterov(),
                        y[0].a(),
                        y[0].at() + from,
                        y[1].a(),
                        y[1].at() + from,
                        to - from));
  }

  static Kernel adagrad(Machine m, AdagradUpdate op, List<TensorType> in, List<TensorType> out) {
    return squares(m, "adagrad", 1, 1, op.epsilon(), in);
  }

  static Kernel rmsprop(Machine m, RmspropUpdate op, List<TensorType> in, List<TensorType> out) {
    return squares(m, "rmsprop", op.rho(), 1 - op.rho(), op.epsilon(), in);
  }

  private static Kernel squares(
      Machine m, String name, double keep, double more, double epsilon, List<TensorType> in) {
    return kernel(
        m,
        name,
        in,
        (x, y, s) ->
            (from, to, worker) ->
                m.rows()
                    .squares(
                        x[0].a(),
                        x[0].at() + from,
                        x[1].a(),
                        x[1].at() + from,
                        x[2].a(),
                        x[2].at() + from,
                        scalar(x[3]),
                        (float) keep,
                        (float) more,
                        (float) epsilon,
                        y[0].a(),
                        y[0].at() + from,
                        y[1].a(),
                        y[1].at() + from,
                        to - from));
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
