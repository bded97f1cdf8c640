package dev.imbrex.cpu.kernel;

import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelSequence;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Convolutions that write side by side into one result. */
final class Branches {
  private Branches() {}

  /** Returns whether all are by a matrix product: those by channels write all of their result. */
  static boolean fits(ConvBiasActivationConcat op) {
    return op.branches().stream().allMatch(b -> b.groups() == 1);
  }

  static Kernel of(
      Machine m, ConvBiasActivationConcat op, List<TensorType> in, List<TensorType> out) {
    int channels = out.get(0).shape().dim(3);
    List<KernelSequence.Part> parts = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < op.branches().size(); i++) {
      int branch = i;
      ConvBiasActivation conv = op.branches().get(i);
      List<TensorType> types = ConvBiasActivationConcat.inputsOf(in, i);
      List<TensorType> result = conv.infer(types);
      long at = 4L * first;
      parts.add(
          new KernelSequence.Part(
              Sliding.fused(m, conv, types, result, channels),
              s -> ConvBiasActivationConcat.inputsOf(s, branch),
              s -> List.of(s.get(0).part(at, s.get(0).bytes() - at))));
      first += result.get(0).shape().dim(3);
    }
    return new KernelSequence(parts);
  }
}
