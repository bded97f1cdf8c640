package dev.imbrex.spi.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.Value;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.OutOfDeviceMemoryException;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpByOpBackendTest {

  @Test
  void everyRandomProgramGivesWhatTheInterpreterGives() {
    Interpreter oracle = new Interpreter(Arithmetic.ROUNDED);
    int inPlace = 0;
    for (int seed = 0; seed < 4000; seed++) {
      RandomProgram r = new RandomProgram(seed);
      List<HostTensor> expected = oracle.run(r.program, r.inputs);
      inPlace += r.program.updatesInPlace().size();
      for (boolean fuse : new boolean[] {false, true}) {
        try (InterpretedBackend backend = new InterpretedBackend()) {
          List<HostTensor> actual =
              HostRun.run(backend, r.program, r.inputs, new CompileOptions(fuse));
          for (int o = 0; o < expected.size(); o++) {
            assertTrue(
                expected.get(o).sameBits(actual.get(o)),
                "seed "
                    + seed
                    + " output "
                    + o
                    + "\n"
                    + expected
                    + "\n"
                    + actual
                    + "\n"
                    + r.program);
          }
          assertEquals(0, backend.openHandles());
          assertEquals(0, backend.allocatedBytes());
        }
      }
    }
    assertTrue(inPlace > 1000, "the generator makes in-place updates: " + inPlace);
  }

  private static Program negation() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(4));
    b.output(b.neg(x));
    return b.build();
  }

  @Test
  void slicesThatDoNotFitAreRefused() {
    try (InterpretedBackend backend = new InterpretedBackend()) {
      Executable e = backend.compile(negation(), CompileOptions.DEFAULT);
      Buffer memory = backend.allocate(64);
      Slice a = new Slice(memory, 0, 16);
      Slice c = new Slice(memory, 16, 16);
      Slice arena = new Slice(memory, 32, 32);
      e.bind(List.of(a), List.of(c), arena).run();
      assertThrows(IllegalArgumentException.class, () -> e.bind(List.of(a, a), List.of(c), arena));
      assertThrows(
          IllegalArgumentException.class,
          () -> e.bind(List.of(new Slice(memory, 0, 12)), List.of(c), arena));
      IllegalArgumentException overlap =
          assertThrows(
              IllegalArgumentException.class,
              () -> e.bind(List.of(a), List.of(new Slice(memory, 8, 16)), arena));
      assertTrue(overlap.getMessage().contains("overlaps"), overlap.getMessage());
      assertThrows(IndexOutOfBoundsException.class, () -> new Slice(memory, 56, 16));
      assertThrows(IndexOutOfBoundsException.class, () -> new Slice(memory, 2, 16));
    }
  }

  @Test
  void nothingIsUsedAfterClose() {
    InterpretedBackend backend = new InterpretedBackend();
    Executable e = backend.compile(negation(), CompileOptions.DEFAULT);
    Buffer memory = backend.allocate(64);
    Invocation run =
        e.bind(
            List.of(new Slice(memory, 0, 16)),
            List.of(new Slice(memory, 16, 16)),
            new Slice(memory, 32, 32));
    assertEquals(2, backend.openHandles());
    e.close();
    assertThrows(IllegalStateException.class, run::run);
    assertEquals(1, backend.openHandles());
    backend.close();
    assertEquals(0, backend.openHandles());
    assertThrows(IllegalStateException.class, () -> memory.read(0, ByteBuffer.allocate(4)));
    assertThrows(IllegalStateException.class, () -> backend.allocate(4));
    assertThrows(
        IllegalStateException.class, () -> backend.compile(negation(), CompileOptions.DEFAULT));
    backend.close();
  }

  @Test
  void outOfMemoryNamesTheNumbersAndLeavesTheBackendUsable() {
    try (InterpretedBackend backend = new InterpretedBackend()) {
      OutOfDeviceMemoryException e =
          assertThrows(OutOfDeviceMemoryException.class, () -> backend.allocate(1L << 25));
      assertTrue(e.getMessage().contains("33,554,432"), e.getMessage());
      backend.allocate(16).close();
      assertEquals(0, backend.allocatedBytes());
    }
  }
}
