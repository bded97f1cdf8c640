package dev.imbrex.opencl.run;

import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** An op as a series of launches over given memory. Keeps account of the kernel objects it made. */
public final class LaunchKernel implements Kernel {

  /** Says which launches do the work on given memory. */
  @FunctionalInterface
  public interface Plan {
    /** Adds them in order to {@code launches}. */
    void launches(List<Slice> in, List<Slice> out, Slice scratch, List<Invocation> launches);
  }

  private final String explanation;
  private final long scratchBytes;
  private final Accuracy accuracy;
  private final Plan plan;
  private final Set<Bound> open = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Creates it, of standard accuracy.
   *
   * @param explanation the kernels, for {@code explain} and profiles
   * @param scratchBytes temporary memory of one run
   */
  public LaunchKernel(String explanation, long scratchBytes, Plan plan) {
    this(explanation, scratchBytes, Accuracy.STANDARD, plan);
  }

  /** Creates it, of the accuracy that it declares. */
  public LaunchKernel(String explanation, long scratchBytes, Accuracy accuracy, Plan plan) {
    this.explanation = explanation;
    this.scratchBytes = scratchBytes;
    this.accuracy = accuracy;
    this.plan = plan;
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public Accuracy accuracy() {
    return accuracy;
  }

  @Override
  public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice scratch) {
    List<Invocation> launches = new ArrayList<>();
    try {
      plan.launches(inputs, outputs, scratch, launches);
    } catch (RuntimeException | Error e) {
      launches.forEach(LaunchKernel::release);
      throw e;
    }
    Bound b = new Bound(launches.toArray(new Invocation[0]));
    synchronized (open) {
      open.add(b);
    }
    return b;
  }

  private static void release(Invocation i) {
    if (i instanceof Launch) {
      ((Launch) i).release();
    }
  }

  @Override
  public String explain() {
    return explanation;
  }

  @Override
  public void close() {
    List<Bound> left;
    synchronized (open) {
      left = List.copyOf(open);
      open.clear();
    }
    left.forEach(Bound::releaseAll);
  }

  /** The launches over one set of slices. */
  private final class Bound implements Invocation {
    private final Invocation[] launches;

    Bound(Invocation[] launches) {
      this.launches = launches;
    }

    @Override
    public void run() {
      for (Invocation l : launches) {
        l.run();
      }
    }

    @Override
    public void close() {
      boolean mine;
      synchronized (open) {
        mine = open.remove(this);
      }
      if (mine) {
        releaseAll();
      }
    }

    private void releaseAll() {
      for (Invocation l : launches) {
        release(l);
      }
    }
  }
}
