package dev.imbrex.opencl.lower;

import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.support.Implementations;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelFactory;
import dev.imbrex.spi.support.KernelSequence;
import dev.imbrex.spi.support.MinimalFiltering;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/**
 * Convolutions that write side by side into one result, one after the other: by tiles, or those
 * that Winograd's algorithm is for by that, as if they stood alone.
 */
final class Branches {
  private Branches() {}

  /** Returns the ways; Winograd's is the first where it would be for one of the branches alone. */
  static KernelFactory<ConvBiasActivationConcat> ways(
      Session s, BiPredicate<ConvBiasActivationConcat, List<TensorType>> condition) {
    // A convolution by channels has kernels of its own, which write all of their result.
    BiPredicate<ConvBiasActivationConcat, List<TensorType>> whole =
        (op, in) -> condition.test(op, in) && op.branches().stream().allMatch(b -> b.groups() == 1);
    Products.Maker usual =
        Products.localFirst(s) ? ProductKernel::inLocalMemory : ProductKernel::inRegisters;
    Implementations<ConvBiasActivationConcat> ways = new Implementations<>();
    ways.add(
        ClKernels.WINOGRAD,
        (op, in) ->
            whole.test(op, in)
                && branches(op).anyMatch(i -> isForWinograd(s, branch(op, i), of(in, i))),
        (op, in) -> !winogradFirst(s),
        (op, in, out) ->
            KernelSequence.ofBranches(
                op,
                in,
                out.get(0),
                (conv, types, result, channels) ->
                    isForWinograd(s, conv, types)
                        ? Winograd.forward(s, conv, types, result, channels)
                        : tiled(s, usual, conv, types, result, channels)));
    return Products.order(
        s,
        ways,
        whole,
        new Products.Tiled<>(
            (op, in) -> branches(op).mapToObj(i -> product(branch(op, i), of(in, i))).toList(),
            (maker, op, in, out) ->
                KernelSequence.ofBranches(
                    op,
                    in,
                    out.get(0),
                    (conv, types, result, channels) ->
                        tiled(s, maker, conv, types, result, channels))));
  }

  private static boolean winogradFirst(Session s) {
    return s.device().kind() == DeviceKind.CPU;
  }

  /** Returns whether a branch goes by Winograd: where that is first, if it pays. */
  private static boolean isForWinograd(Session s, ConvBiasActivation conv, List<TensorType> in) {
    return MinimalFiltering.allowed(conv, in) && (!winogradFirst(s) || Winograd.pays(s, conv, in));
  }

  private static IntStream branches(ConvBiasActivationConcat op) {
    return IntStream.range(0, op.branches().size());
  }

  private static ConvBiasActivation branch(ConvBiasActivationConcat op, int i) {
    return op.branches().get(i);
  }

  private static List<TensorType> of(List<TensorType> in, int i) {
    return ConvBiasActivationConcat.inputsOf(in, i);
  }

  private static Product product(ConvBiasActivation conv, List<TensorType> in) {
    return Products.convolution(conv, in, conv.infer(in)).product();
  }

  private static Kernel tiled(
      Session s,
      Products.Maker maker,
      ConvBiasActivation conv,
      List<TensorType> in,
      TensorType out,
      int channels) {
    Products.Job alone = Products.convolution(conv, in, List.of(out));
    return maker.make(s, new Products.Job(alone.product(), alone.epilogue().within(channels)));
  }
}
