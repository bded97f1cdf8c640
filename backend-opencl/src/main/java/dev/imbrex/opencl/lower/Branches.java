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
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Convolutions that write side by side into one result, one after the other: by tiles, or those
 * that Winograd's algorithm is for by that, as if they stood alone. A name of a way for each, such
 * as {@code winograd+registers-6x16x4}, is the name of a way, too.
 */
final class Branches implements KernelFactory<ConvBiasActivationConcat> {
  /** Stands between the ways of the branches. */
  static final String AND = "+";

  private final Session session;
  private final BiPredicate<ConvBiasActivationConcat, List<TensorType>> condition;
  private final KernelFactory<ConvBiasActivationConcat> alike;

  private Branches(
      Session session, BiPredicate<ConvBiasActivationConcat, List<TensorType>> condition) {
    this.session = session;
    this.condition = condition;
    this.alike = alike();
  }

  /** Returns the ways; Winograd's is the first where it would be for one of the branches alone. */
  static KernelFactory<ConvBiasActivationConcat> ways(
      Session s, BiPredicate<ConvBiasActivationConcat, List<TensorType>> condition) {
    return new Branches(s, condition);
  }

  private KernelFactory<ConvBiasActivationConcat> alike() {
    // A convolution by channels has kernels of its own, which write all of their result.
    BiPredicate<ConvBiasActivationConcat, List<TensorType>> whole =
        (op, in) -> condition.test(op, in) && op.branches().stream().allMatch(b -> b.groups() == 1);
    Products.Maker usual = maker(Products.localFirst(session));
    Implementations<ConvBiasActivationConcat> ways = new Implementations<>();
    ways.add(
        ClKernels.WINOGRAD,
        (op, in) ->
            whole.test(op, in)
                && branches(op).anyMatch(i -> isForWinograd(branch(op, i), of(in, i))),
        (op, in) -> !winogradFirst(),
        (op, in, out) ->
            KernelSequence.ofBranches(
                op,
                in,
                out.get(0),
                (i, conv, types, result, channels) ->
                    isForWinograd(conv, types)
                        ? Winograd.forward(session, conv, types, result, channels)
                        : tiled(usual, conv, types, result, channels)));
    return Products.order(
        session,
        ways,
        whole,
        new Products.Tiled<>(
            (op, in) -> branches(op).mapToObj(i -> product(branch(op, i), of(in, i))).toList(),
            (maker, op, in, out) ->
                KernelSequence.ofBranches(
                    op,
                    in,
                    out.get(0),
                    (i, conv, types, result, channels) ->
                        tiled(maker, conv, types, result, channels))));
  }

  @Override
  public Kernel create(ConvBiasActivationConcat op, List<TensorType> in, List<TensorType> out) {
    return alike.create(op, in, out);
  }

  @Override
  public boolean supports(ConvBiasActivationConcat op, List<TensorType> in) {
    return alike.supports(op, in);
  }

  @Override
  public List<String> implementations(ConvBiasActivationConcat op, List<TensorType> in) {
    return alike.implementations(op, in);
  }

  @Override
  public boolean offers(ConvBiasActivationConcat op, List<TensorType> in, String name) {
    if (!name.contains(AND)) {
      return alike.offers(op, in, name);
    }
    List<String> each = split(name);
    return each.size() == op.branches().size()
        && branches(op).allMatch(i -> isOffered(branch(op, i), of(in, i), each.get(i)));
  }

  @Override
  public Kernel create(
      ConvBiasActivationConcat op, List<TensorType> in, List<TensorType> out, String name) {
    if (!name.contains(AND)) {
      return alike.create(op, in, out, name);
    }
    List<String> each = split(name);
    return KernelSequence.ofBranches(
        op,
        in,
        out.get(0),
        (i, conv, types, result, channels) ->
            each.get(i).equals(ClKernels.WINOGRAD)
                ? Winograd.forward(session, conv, types, result, channels)
                : tiled(named(each.get(i)), conv, types, result, channels));
  }

  private static List<String> split(String name) {
    return List.of(name.split(Pattern.quote(AND), -1));
  }

  private boolean isOffered(ConvBiasActivation conv, List<TensorType> in, String name) {
    return switch (name) {
      case ClKernels.WINOGRAD -> MinimalFiltering.allowed(conv, in);
      case NamedTile.REGISTERS -> true;
      case NamedTile.LOCAL -> LocalTile.fitsSome(session.device());
      default ->
          !name.startsWith(NamedTile.FLOAT16)
              && NamedTile.parse(name, product(conv, in), session.device()).isPresent();
    };
  }

  private static Products.Maker named(String name) {
    return switch (name) {
      case NamedTile.REGISTERS -> maker(false);
      case NamedTile.LOCAL -> maker(true);
      default -> (s, job) -> Products.named(s, job, name);
    };
  }

  private static Products.Maker maker(boolean local) {
    return local ? ProductKernel::inLocalMemory : ProductKernel::inRegisters;
  }

  private boolean winogradFirst() {
    return session.device().kind() == DeviceKind.CPU;
  }

  /** Returns whether a branch goes by Winograd: where that is first, if it pays. */
  private boolean isForWinograd(ConvBiasActivation conv, List<TensorType> in) {
    return MinimalFiltering.allowed(conv, in)
        && (!winogradFirst() || Winograd.pays(session, conv, in));
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

  private Kernel tiled(
      Products.Maker maker,
      ConvBiasActivation conv,
      List<TensorType> in,
      TensorType out,
      int channels) {
    Products.Job alone = Products.convolution(conv, in, List.of(out));
    return maker.make(
        session, new Products.Job(alone.product(), alone.epilogue().within(channels)));
  }
}
