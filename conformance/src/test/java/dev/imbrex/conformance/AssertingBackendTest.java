package dev.imbrex.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.contract.AssertingBackend;
import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.OpWays;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssertingBackendTest {

  private static Program negation() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(4));
    b.output(b.neg(x));
    return b.build();
  }

  @Test
  void freshMemoryIsFullOfNan() {
    try (AssertingBackend backend = new AssertingBackend(new OracleBackend(new Fault()));
        Buffer b = backend.allocate(8)) {
      ByteBuffer read = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
      b.read(0, read);
      assertTrue(Float.isNaN(read.getFloat(0)) && Float.isNaN(read.getFloat(4)));
    }
  }

  @Test
  void whatIsRightGoesThrough() {
    CheckOptions options = CheckOptions.DEFAULT.withCases(20).withOnly("program");
    ConformanceReport report =
        ConformanceRun.of(
            Targets.opening(
                () -> new AssertingBackend(new OracleBackend(new Fault())),
                n -> new AssertingBackend(new OracleBackend(new Fault()))),
            options,
            r -> {});
    assertEquals(List.of(), report.failures());
  }

  @Test
  void useAfterCloseAndWrongSizesAreViolations() {
    try (AssertingBackend backend = new AssertingBackend(new OracleBackend(new Fault()));
        Executable e = backend.compile(negation(), CompileOptions.DEFAULT);
        Buffer m = backend.allocate(1024)) {
      Slice in = new Slice(m, 0, 16);
      Slice out = new Slice(m, 64, 16);
      Slice arena = new Slice(m, 512, 512);
      Invocation run = e.bind(List.of(in), List.of(out), arena);
      run.run();
      assertThrows(Violation.class, () -> e.bind(List.of(in), List.of(in), arena));
      assertThrows(
          Violation.class, () -> e.bind(List.of(in), List.of(new Slice(m, 64, 12)), arena));
      assertThrows(Violation.class, () -> m.read(1020, ByteBuffer.allocate(8)));
      run.close();
      run.close();
      assertThrows(Violation.class, run::run);
      Invocation other = e.bind(List.of(in), List.of(out), arena);
      e.close();
      assertThrows(Violation.class, other::run);
      assertThrows(Violation.class, e::profile);
    }
  }

  @Test
  void theWaysOfAnExecutableGoThrough() {
    Fault twoWays =
        new Fault() {
          @Override
          List<String> ways(Class<? extends Op> op) {
            return List.of("one", "two");
          }
        };
    try (AssertingBackend backend = new AssertingBackend(new OracleBackend(twoWays))) {
      OpWays two;
      try (Executable e =
          backend.compile(negation(), CompileOptions.DEFAULT.withImplementation("two"))) {
        two = e.ways();
      }
      assertEquals(Set.of("two"), Set.copyOf(two.byOp().values()));
      try (Executable e = backend.compile(negation(), CompileOptions.DEFAULT.withWays(two))) {
        assertEquals(two, e.ways());
      }
    }
  }

  @Test
  void whatIsLeftOpenIsAViolation() {
    AssertingBackend backend = new AssertingBackend(new OracleBackend(new Fault()));
    assertEquals(8, backend.allocate(8).bytes());
    assertThrows(Violation.class, backend::close);
  }

  @Test
  void aWriteBehindTheBufferIsAViolation() {
    Fault fault = new MemoryFaults.WritesBeyondItsSlice();
    AssertingBackend backend = new AssertingBackend(new OracleBackend(fault));
    try (backend;
        Executable e = backend.compile(negation(), CompileOptions.DEFAULT)) {
      Buffer in = backend.allocate(16);
      Buffer out = backend.allocate(16);
      Buffer arena = backend.allocate(64);
      e.bind(List.of(Slice.of(in)), List.of(Slice.of(out)), Slice.of(arena)).run();
      Violation v = assertThrows(Violation.class, out::close);
      assertTrue(v.getMessage().contains("0 bytes behind"), v.getMessage());
      in.close();
      arena.close();
    }
  }
}
