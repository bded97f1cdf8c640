package dev.imbrex.cpu.kernel;

import dev.imbrex.op.Binary;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationGrad;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.Dropout;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** Activations and their gradients, bias and dropout. */
final class Activations {
  private Activations() {}

  static Kernel forward(Machine m, Activation op, List<TensorType> in, List<TensorType> out) {
    Pointwise f = m.functions().activation(op.fn(), (float) op.alpha());
    return Elementwise.pointwise(m, op.fn().toString(), in.get(0).shape().intSize(), f);
  }

  static Kernel gradient(Machine m, ActivationGrad op, List<TensorType> in, List<TensorType> out) {
    Pairwise f = m.functions().activationGradient(op.fn(), (float) op.alpha());
    return Elementwise.pairwise(m, op.fn() + " gradient", in.get(0).shape().intSize(), f);
  }

  static Kernel biasAdd(Machine m, BiasAdd op, List<TensorType> in, List<TensorType> out) {
    int channels = in.get(1).shape().dim(0);
    int rows = in.get(0).shape().intSize() / channels;
    Pairwise add = m.functions().binary(Binary.Fn.ADD);
    return new Chunked(
        m,
        "bias",
        rows,
        channels,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int i = from; i < to; i++) {
                int at = i * channels;
                add.apply(
                    x[0].a(),
                    x[0].at() + at,
                    x[1].a(),
                    x[1].at(),
                    y[0].a(),
                    y[0].at() + at,
                    channels);
              }
            });
  }

  static Kernel dropout(Machine m, Dropout op, List<TensorType> in, List<TensorType> out) {
    int threshold = (int) op.threshold();
    float scale = (float) (1 / (1 - op.rate()));
    return new Chunked(
        m,
        "dropout",
        in.get(0).shape().intSize(),
        8,
        0,
        (x, y, s) ->
            (from, to, worker) -> {
              for (int i = from; i < to; i++) {
                int word = Sources.word(x[1], i, op.stream());
                boolean keep = Integer.compareUnsigned(word, threshold) >= 0;
                y[0].a()[y[0].at() + i] = keep ? x[0].a()[x[0].at() + i] * scale : 0f;
              }
            });
  }
}
