package dev.imbrex.cpu.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Softmax;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.OutOfDeviceMemoryException;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.Support;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ReferenceBackendTest {
  private final Backend backend = new ReferenceProvider().open("reference");

  @Test
  void isFoundByServiceLoader() {
    assertTrue(
        ServiceLoader.load(BackendProvider.class).stream()
            .anyMatch(p -> p.type() == ReferenceProvider.class));
  }

  @Test
  void refusesDevicesItDoesNotHave() {
    assertThrows(
        BackendUnavailableException.class, () -> new ReferenceProvider().open("reference:1"));
  }

  @Test
  void runsProgramsInFloat32AndFloat64() {
    assertArrayEquals(new double[] {4, 1 + 0x1p-23}, squareThenUlp(DType.F32));
    assertArrayEquals(new double[] {4, 1 + 0x1p-52}, squareThenUlp(DType.F64));
    assertEquals(0, backend.openHandles());
    assertEquals(0, backend.allocatedBytes());
  }

  /** Returns {2 2, the least number above 1} as the backend computes them. */
  private double[] squareThenUlp(DType type) {
    TensorType t = new TensorType(type, Shape.of(2));
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(t);
    Value ulp = b.input(t);
    b.output(b.add(b.square(x), ulp));
    Program p = b.build();
    HostTensor in = HostTensor.zeros(t);
    in.set(0, 2);
    in.set(1, 1);
    HostTensor small = HostTensor.zeros(t);
    small.set(1, type == DType.F32 ? 0x1p-23 : 0x1p-52);
    try (Executable e = backend.compile(p, CompileOptions.DEFAULT);
        Buffer memory = backend.allocate(3 * t.bytes() + e.arenaBytes())) {
      Slice all = Slice.of(memory);
      List<Slice> inputs = List.of(all.part(0, t.bytes()), all.part(t.bytes(), t.bytes()));
      Slice output = all.part(2 * t.bytes(), t.bytes());
      memory.write(0, in.buffer());
      memory.write(t.bytes(), small.buffer());
      e.bind(inputs, List.of(output), all.part(3 * t.bytes(), e.arenaBytes())).run();
      HostTensor out = HostTensor.zeros(t);
      memory.read(output.offset(), out.buffer());
      return out.toDoubles();
    }
  }

  @Test
  void runsCompositesByDecomposition() {
    assertEquals(Support.DECOMPOSE, backend.supports(new Softmax(), List.of(TensorType.f32(2, 3))));
  }

  @Test
  void asksForTooMuchMemoryWithoutHarm() {
    assertThrows(OutOfDeviceMemoryException.class, () -> backend.allocate(1L << 40));
    backend.allocate(4).close();
    assertEquals(0, backend.openHandles());
  }

  @Test
  void refusesUseAfterClose() {
    Buffer buffer = backend.allocate(8);
    HostTensor t = HostTensor.of(Shape.of(2), 1, 2);
    backend.close();
    assertThrows(IllegalStateException.class, () -> buffer.write(0, t.buffer()));
    assertThrows(IllegalStateException.class, () -> backend.allocate(4));
    assertThrows(IllegalStateException.class, backend::synchronize);
  }
}
