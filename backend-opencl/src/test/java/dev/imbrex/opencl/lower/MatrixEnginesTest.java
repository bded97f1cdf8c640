package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imbrex.kernels.MatrixEngine;
import dev.imbrex.kernels.MatrixEngine.Precision;
import dev.imbrex.op.MatMul;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Traits;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.support.Implementations;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Engines are found by their compilers, and none rounds anything unasked. */
class MatrixEnginesTest {
  @RegisterExtension final OnDevice device = new OnDevice();

  private static ClDevice called(String name, String vendor, DeviceKind kind) {
    ClHandle none = new ClHandle(ClHandle.Kind.DEVICE, "none");
    Traits traits = new Traits("test", true, 64, 64);
    return new ClDevice(
        "opencl:0",
        none,
        none,
        "",
        name,
        vendor,
        kind,
        "",
        "",
        1,
        1,
        256,
        32768,
        true,
        1,
        1,
        64,
        true,
        traits);
  }

  private static List<MatrixEngine> candidates(String name, String vendor, Precision p) {
    return MatrixEngines.candidates(called(name, vendor, DeviceKind.GPU), p);
  }

  @Test
  void theMakerSaysWhichEnginesADeviceMayHave() {
    assertEquals(
        List.of(MatrixEngine.NVIDIA_TF32),
        candidates("NVIDIA A100", "NVIDIA Corporation", Precision.TF32));
    assertEquals(
        List.of(MatrixEngine.NVIDIA_BF16),
        candidates("NVIDIA A100", "NVIDIA Corporation", Precision.BF16));
    assertEquals(
        List.of(MatrixEngine.INTEL_BF16_OF_8, MatrixEngine.INTEL_BF16_OF_16),
        candidates("Intel(R) Arc(TM) A770", "Intel(R) Corporation", Precision.BF16));
    String amd = "Advanced Micro Devices, Inc.";
    assertEquals(
        List.of(MatrixEngine.AMD_F32), candidates("gfx90a:sramecc+", amd, Precision.FLOAT32));
    assertEquals(List.of(MatrixEngine.AMD_BF16), candidates("gfx1100", amd, Precision.BF16));
    assertEquals(List.of(), candidates("gfx1030", amd, Precision.FLOAT32));
    for (Precision p : Precision.values()) {
      assertEquals(
          List.of(),
          MatrixEngines.candidates(called("Xeon", "Intel(R) Corporation", DeviceKind.CPU), p));
    }
    assertEquals(List.of(), candidates("NVIDIA A100", "NVIDIA Corporation", Precision.FLOAT32));
  }

  @ParameterizedTest
  @EnumSource(
      value = MatrixEngine.class,
      names = {"INTEL_BF16_OF_8", "INTEL_BF16_OF_16", "AMD_F32", "AMD_BF16"})
  void whatDoesNotCompileIsNotThere(MatrixEngine engine) {
    Session session = device.session(ProgramFolder.none());
    assertFalse(MatrixEngines.works(session, engine));
  }

  @ParameterizedTest
  @EnumSource(names = "FLOAT16", mode = EnumSource.Mode.EXCLUDE)
  void aDeviceWithoutEnginesHasNoOtherWays(Precision precision) {
    Session session = device.session(ProgramFolder.none());
    MatrixEngines engines = new MatrixEngines(session, precision);
    Implementations<MatMul> ways = new Implementations<>();
    engines.addAsked(ways, (op, in) -> true, Products::matMul);
    engines.addExact(ways, (op, in) -> true, Products::matMul);
    List<TensorType> square = List.of(TensorType.f32(64, 64), TensorType.f32(64, 64));
    assertFalse(ways.supports(new MatMul(false, false), square));
  }

  @Test
  void aPrecisionHasAName() {
    assertEquals(Precision.FLOAT32, MatrixEngines.asked(""));
    assertEquals(Precision.FLOAT32, MatrixEngines.asked("float32"));
    assertEquals(Precision.TF32, MatrixEngines.asked("tf32"));
    assertEquals(Precision.BF16, MatrixEngines.asked("bf16"));
    assertEquals(Precision.FLOAT16, MatrixEngines.asked("float16"));
    assertEquals(
        "imbrex.opencl.precision must be float32, tf32, bf16 or float16, but is fp16.",
        assertThrows(IllegalArgumentException.class, () -> MatrixEngines.asked("fp16"))
            .getMessage());
  }
}
