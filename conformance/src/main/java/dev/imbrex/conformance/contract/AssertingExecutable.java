package dev.imbrex.conformance.contract;

import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.NodeTime;
import dev.imbrex.spi.OpWays;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An executable that looks at every slice before it binds it. */
final class AssertingExecutable implements Executable {
  private final Program program;
  private final Executable executable;
  private final int alignment;
  private final AtomicBoolean closed = new AtomicBoolean();

  AssertingExecutable(Program program, Executable executable, int alignment) {
    this.program = program;
    this.executable = executable;
    this.alignment = alignment;
  }

  @Override
  public long arenaBytes() {
    return executable.arenaBytes();
  }

  @Override
  public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice arena) {
    requireOpen();
    check("input", program.inputTypes(), inputs);
    check("output", program.outputTypes(), outputs);
    Violation.unless(
        arena.bytes() >= arenaBytes() && (arenaBytes() == 0 || arena.offset() % alignment == 0),
        "SPI",
        "the arena has "
            + arena.bytes()
            + " bytes at "
            + arena.offset()
            + ", but needs "
            + arenaBytes()
            + " at a multiple of "
            + alignment);
    checkOverlaps(inputs, outputs, arena);
    Invocation run = executable.bind(real(inputs), real(outputs), real(arena));
    return new AssertingInvocation(run);
  }

  /** An invocation that is run by one thread at a time, and not after close. */
  private final class AssertingInvocation implements Invocation {
    private final Invocation invocation;
    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();
    private final AtomicBoolean invocationClosed = new AtomicBoolean();

    AssertingInvocation(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      requireOpen();
      Violation.unless(!invocationClosed.get(), "SPI", "an invocation is used after close");
      Violation.unless(
          user.compareAndSet(null, Thread.currentThread()),
          "SPI",
          "an invocation is run by two threads at a time");
      try {
        invocation.run();
      } finally {
        user.set(null);
      }
    }

    @Override
    public void close() {
      if (!invocationClosed.getAndSet(true)) {
        invocation.close();
      }
    }
  }

  private static void check(String what, List<TensorType> types, List<Slice> slices) {
    Violation.unless(
        types.size() == slices.size(),
        "SPI",
        slices.size() + " slices are bound to " + types.size() + " " + what + "s");
    for (int i = 0; i < types.size(); i++) {
      Violation.unless(
          slices.get(i).bytes() == types.get(i).bytes(),
          "SPI",
          String.format(
              "a slice of %d bytes is bound to %s %d of type %s",
              slices.get(i).bytes(), what, i, types.get(i)));
    }
  }

  private void checkOverlaps(List<Slice> inputs, List<Slice> outputs, Slice arena) {
    for (int o = 0; o < outputs.size(); o++) {
      Slice out = outputs.get(o);
      Integer updated = program.updatesInPlace().get(o);
      Violation.unless(
          updated == null || out.equals(inputs.get(updated)),
          "GEN-7",
          "output " + o + " updates input " + updated + ", but is bound elsewhere");
      boolean apart = arenaBytes() == 0 || !out.overlaps(arena);
      for (int i = 0; i < inputs.size(); i++) {
        apart &= (updated != null && updated == i) || !out.overlaps(inputs.get(i));
      }
      for (int p = 0; p < o; p++) {
        apart &= !out.overlaps(outputs.get(p));
      }
      Violation.unless(apart, "SPI", "the slice of output " + o + " overlaps another one");
    }
  }

  private static List<Slice> real(List<Slice> slices) {
    List<Slice> real = new ArrayList<>();
    slices.forEach(s -> real.add(real(s)));
    return real;
  }

  private static Slice real(Slice s) {
    if (s.buffer() instanceof AssertingBuffer b) {
      return b.real(s);
    }
    throw new Violation("SPI", "a slice of another backend's buffer is bound");
  }

  private void requireOpen() {
    Violation.unless(!closed.get(), "SPI", "an executable is used after close");
  }

  @Override
  public Accuracy accuracy() {
    return executable.accuracy();
  }

  @Override
  public String explain() {
    return executable.explain();
  }

  @Override
  public OpWays ways() {
    return executable.ways();
  }

  @Override
  public List<NodeTime> profile() {
    requireOpen();
    return executable.profile();
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      executable.close();
    }
  }
}
