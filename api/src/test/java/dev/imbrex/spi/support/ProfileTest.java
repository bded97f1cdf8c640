package dev.imbrex.spi.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.MatMul;
import dev.imbrex.op.Value;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.NodeTime;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private static final CompileOptions MEASURED = CompileOptions.DEFAULT.withProfile(true);

  private int openSteps;
  private int openClocks;

  /** A clock on which step i takes i + 1 seconds. */
  private final class SlowClock implements StepClock {
    private final long[] nanos;
    private int began = -1;

    SlowClock(int steps) {
      nanos = new long[steps];
      openClocks++;
    }

    @Override
    public void begin(int step) {
      began = step;
    }

    @Override
    public void end(int step) {
      assertEquals(began, step);
      nanos[step] += (step + 1) * 1_000_000_000L;
    }

    @Override
    public long[] nanos() {
      return nanos.clone();
    }

    @Override
    public void close() {
      openClocks--;
    }
  }

  /** Counts the bound products that are open. */
  private final class SlowBackend extends InterpretedBackend {
    SlowBackend() {
      super(table().put(MatMul.class, ProfileTest.this::counted));
    }

    @Override
    protected StepClock stepClock(int steps) {
      return new SlowClock(steps);
    }
  }

  private Kernel counted(MatMul op, List<TensorType> in, List<TensorType> out) {
    Kernel k = InterpretedBackend.kernel(op, in, out);
    return (inputs, outputs, scratch) -> {
      Invocation i = k.bind(inputs, outputs, scratch);
      openSteps++;
      return new Invocation() {
        @Override
        public void run() {
          i.run();
        }

        @Override
        public void close() {
          openSteps--;
        }
      };
    };
  }

  /** A product of 2x3 and 3x4, whose result is an output twice: the second is a copy. */
  private static Program program() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(2, 3));
    b.source("dense");
    Value y = b.matMul(x, b.input(TensorType.f32(3, 4)), false, false);
    b.output(y);
    b.output(y);
    return b.build();
  }

  private static Invocation bind(Executable e, Buffer m) {
    return e.bind(
        List.of(new Slice(m, 0, 24), new Slice(m, 64, 48)),
        List.of(new Slice(m, 128, 32), new Slice(m, 192, 32)),
        new Slice(m, 256, 256));
  }

  @Test
  void timesOfAllInvocationsAddUpWithTheWorkThatWasDone() {
    try (InterpretedBackend backend = new SlowBackend();
        Executable e = backend.compile(program(), MEASURED);
        Buffer memory = backend.allocate(512)) {
      Invocation first = bind(e, memory);
      first.run();
      first.run();
      first.close();
      Invocation second = bind(e, memory);
      second.run();
      List<NodeTime> times = e.profile();
      assertEquals(2, times.size(), times::toString);
      NodeTime product = times.get(0);
      assertEquals(
          new NodeTime(
              "dense",
              "MatMul",
              product.kernel(),
              3,
              3_000_000_000L,
              3 * 2.0 * 2 * 3 * 4,
              3.0 * (24 + 48 + 32)),
          product);
      NodeTime copy = times.get(1);
      assertEquals(
          new NodeTime("", NodeTime.COPY, copy.kernel(), 3, 6_000_000_000L, 0, 3.0 * 64), copy);
    }
    assertEquals(0, openClocks);
  }

  @Test
  void nothingIsMeasuredUnlessAsked() {
    try (InterpretedBackend backend = new SlowBackend();
        Executable e = backend.compile(program(), CompileOptions.DEFAULT);
        Buffer memory = backend.allocate(512)) {
      bind(e, memory).run();
      assertEquals(0, openClocks);
      assertEquals(List.of(), e.profile());
    }
  }

  @Test
  void theHostsClockCountsEveryStep() {
    try (InterpretedBackend backend = new InterpretedBackend();
        Executable e = backend.compile(program(), MEASURED);
        Buffer memory = backend.allocate(512)) {
      Invocation run = bind(e, memory);
      run.run();
      run.run();
      assertEquals(
          List.of(2L, 2L), e.profile().stream().map(NodeTime::runs).toList(), "two runs each");
      assertTrue(e.profile().get(0).nanos() > 0, "the clock went on");
    }
  }

  @Test
  void closingAnInvocationFreesItsStepsAndThoseOfOthersGoOn() {
    try (InterpretedBackend backend = new SlowBackend();
        Buffer memory = backend.allocate(512)) {
      Executable e = backend.compile(program(), CompileOptions.DEFAULT);
      Invocation first = bind(e, memory);
      Invocation second = bind(e, memory);
      assertEquals(2, openSteps);
      first.close();
      first.close();
      assertEquals(1, openSteps);
      assertThrows(IllegalStateException.class, first::run);
      second.run();
      e.close();
      assertEquals(0, openSteps);
      assertThrows(IllegalStateException.class, second::run);
      second.close();
      assertEquals(0, openSteps);
    }
  }

  @Test
  void aBindingThatFailsHalfwayLeavesNothingOpen() {
    KernelTable table = InterpretedBackend.table().put(MatMul.class, this::counted);
    try (InterpretedBackend backend =
            new InterpretedBackend(table) {
              @Override
              protected Kernel newCopyKernel(long bytes) {
                return (in, out, scratch) -> {
                  throw new IllegalStateException("out of kernels");
                };
              }
            };
        Executable e = backend.compile(program(), MEASURED);
        Buffer memory = backend.allocate(512)) {
      assertThrows(IllegalStateException.class, () -> bind(e, memory));
      assertEquals(0, openSteps);
    }
  }
}
