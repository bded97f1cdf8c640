package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.check.DeviceRun;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Branches whose results lie side by side are exact for integers, whichever way each of them goes.
 */
class BranchesTest {
  @RegisterExtension final OnDevice device = new OnDevice();

  private final Random random = new Random(1);
  private final List<ConvBiasActivation> branches = new ArrayList<>();
  private final List<HostTensor> inputs = new ArrayList<>();

  private HostTensor integers(TensorType type) {
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < type.shape().intSize(); i++) {
      t.set(i, random.nextInt(5) - 2);
    }
    return t;
  }

  private void branch(int kernel, int channels, int filters) {
    Window window = Window.of(kernel, 1, Padding.SAME);
    branches.add(new ConvBiasActivation(window, 1, Activation.of(ActivationFn.RELU), false));
    inputs.add(integers(TensorType.f32(2, 5, 7, channels)));
    inputs.add(integers(TensorType.f32(kernel, kernel, channels, filters)));
    inputs.add(integers(TensorType.f32(filters)));
  }

  private Program program() {
    ProgramBuilder b = new ProgramBuilder();
    List<Value> in = inputs.stream().map(t -> b.input(t.type())).toList();
    b.emit(new ConvBiasActivationConcat(branches), in).forEach(b::output);
    return b.build();
  }

  private void requireExact(Backend backend, CompileOptions options) {
    Program program = program();
    float[] expected = new Interpreter(Arithmetic.FLOAT64).run(program, inputs).get(0).toFloats();
    try (DeviceRun run = new DeviceRun(backend, program, options)) {
      for (int pattern : new int[] {DeviceRun.POISON, DeviceRun.STALE}) {
        assertArrayEquals(expected, run.run(inputs, pattern).get(0).toFloats());
      }
    }
  }

  @Test
  void everyBranchGoesAsItWouldAlone() {
    branch(1, 24, 19);
    branch(3, 70, 131); // for Winograd, on CPUs in one pass
    branch(3, 1100, 33); // the same, with more channels than go in one pass
    branch(3, 16, 20); // too few channels
    branch(5, 8, 9);
    Backend backend = device.open();
    List<TensorType> types = inputs.stream().map(HostTensor::type).toList();
    List<String> ways = backend.implementations(new ConvBiasActivationConcat(branches), types);
    assertTrue(ways.contains("winograd"), ways::toString);
    assertEquals(backend.implementations(branches.get(1), types.subList(3, 6)).get(0), ways.get(0));
    for (String way : ways) {
      requireExact(backend, CompileOptions.DEFAULT.withImplementation(way));
    }
    requireExact(backend, CompileOptions.DEFAULT);
    String explained = explain(backend, CompileOptions.DEFAULT.withImplementation("winograd"));
    assertEquals(2, explained.split("F\\(2x2, 3x3\\)", -1).length - 1, explained);
    assertTrue(explained.split("in one pass", -1).length - 1 < 2, explained);
  }

  @Test
  void everyBranchGoesInTheWayOfItsName() {
    branch(1, 24, 19);
    branch(3, 70, 131);
    branch(3, 16, 20);
    Backend backend = device.open();
    String ways = ProductWays.join(List.of("registers-2x4x2", "winograd", "local"));
    requireExact(backend, CompileOptions.DEFAULT.withImplementation(ways));
    String explained = explain(backend, CompileOptions.DEFAULT.withImplementation(ways));
    assertTrue(
        explained.matches("(?s).*gemm_private 2x8 rows.*F\\(2x2, 3x3\\).*gemm_local.*"), explained);
    String usual = explain(backend, CompileOptions.DEFAULT);
    for (String other :
        List.of(
            "registers-2x4x2+winograd",
            "winograd+winograd+local",
            "registers-5x4x2+winograd+local",
            "registers++local",
            "+")) {
      assertEquals(usual, explain(backend, CompileOptions.DEFAULT.withImplementation(other)));
    }
  }

  private String explain(Backend backend, CompileOptions options) {
    try (var e = backend.compile(program(), options)) {
      return e.explain();
    }
  }

  @Test
  void branchesWithFewFiltersAreTiles() {
    branch(3, 16, 20);
    branch(3, 20, 16);
    Backend backend = device.open();
    List<TensorType> types = inputs.stream().map(HostTensor::type).toList();
    List<String> ways = backend.implementations(new ConvBiasActivationConcat(branches), types);
    assertTrue(!ways.contains("winograd") && ways.contains("registers"), ways::toString);
    requireExact(backend, CompileOptions.DEFAULT);
  }
}
