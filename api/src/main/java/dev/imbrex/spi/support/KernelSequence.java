package dev.imbrex.spi.support;

import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
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
