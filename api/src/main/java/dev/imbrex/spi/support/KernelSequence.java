package dev.imbrex.spi.support;

import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Kernels that run one after the other as one; they take turns with the temporary memory. */
public final class KernelSequence implements Kernel {
  private final List<Part> parts;

  /** A kernel, and which of the slices of the whole are its own. */
  public record Part(Kernel kernel, Share inputs, Share outputs) {}

  /** Takes from the slices of the whole those of a part. */
  @FunctionalInterface
  public interface Share {
    /** Returns the part's slices. */
    List<Slice> of(List<Slice> whole);
  }

  /** Makes the kernel of a convolution whose result lies among other channels. */
  @FunctionalInterface
  public interface BranchKernel {
    /**
     * Makes the kernel.
     *
     * @param branch its number, from 0
     * @param inputs the types of its inputs
     * @param result what it would give alone; its output slice begins at its first channel
     * @param channels how many there are in memory
     */
    Kernel of(
        int branch,
        ConvBiasActivation conv,
        List<TensorType> inputs,
        TensorType result,
        int channels);
  }

  /** Returns the convolutions that write side by side into one result, one after the other. */
  public static Kernel ofBranches(
      ConvBiasActivationConcat op, List<TensorType> inputs, TensorType out, BranchKernel factory) {
    int channels = out.shape().dim(3);
    List<Part> parts = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < op.branches().size(); i++) {
      int branch = i;
      long at = 4L * first;
      ConvBiasActivation conv = op.branches().get(i);
      List<TensorType> types = ConvBiasActivationConcat.inputsOf(inputs, i);
      TensorType result = conv.infer(types).get(0);
      parts.add(
          new Part(
              factory.of(branch, conv, types, result, channels),
              s -> ConvBiasActivationConcat.inputsOf(s, branch),
              s -> List.of(s.get(0).part(at, s.get(0).bytes() - at))));
      first += result.shape().dim(3);
    }
    return new KernelSequence(parts);
  }

  /** Creates a sequence, which closes its kernels. */
  public KernelSequence(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  @Override
  public long scratchBytes() {
    return parts.stream().mapToLong(p -> p.kernel.scratchBytes()).max().orElse(0);
  }

  @Override
  public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice scratch) {
    List<Invocation> bound = new ArrayList<>();
    try {
      for (Part p : parts) {
        Slice own = scratch.part(0, p.kernel.scratchBytes());
        bound.add(p.kernel.bind(p.inputs.of(inputs), p.outputs.of(outputs), own));
      }
    } catch (RuntimeException | Error e) {
      bound.forEach(Invocation::close);
      throw e;
    }
    return new Bound(bound.toArray(new Invocation[0]));
  }

  @Override
  public String explain() {
    return parts.stream().map(p -> p.kernel.explain()).collect(Collectors.joining("; "));
  }

  @Override
  public Accuracy accuracy() {
    return parts.stream().map(p -> p.kernel.accuracy()).reduce(Accuracy.STANDARD, Accuracy::or);
  }

  @Override
  public void close() {
    parts.forEach(p -> p.kernel.close());
  }

  /** The kernels with their memory. */
  private static final class Bound implements Invocation {
    private final Invocation[] each;

    Bound(Invocation[] each) {
      this.each = each;
    }

    @Override
    public void run() {
      for (Invocation i : each) {
        i.run();
      }
    }

    @Override
    public void close() {
      for (Invocation i : each) {
        i.close();
      }
    }
  }
}
