package dev.imbrex.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.backend.Backends;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels that measure a device do the work that is counted. */
class DeviceLimitTest {
  @RegisterExtension final OnDevice device = new OnDevice();

  private Slice memory(Backend backend, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    Buffer b = device.closed(backend.allocate(4L * values.length));
    b.write(0, bytes);
    return Slice.of(b);
  }

  private float[] run(Backend backend, LaunchKernel.Plan plan, Slice in, int outputs) {
    Slice out = memory(backend, new float[outputs]);
    LaunchKernel kernel = device.closed(new LaunchKernel("limit", 0, plan));
    Invocation launch = kernel.bind(List.of(in), List.of(out), out);
    launch.run();
    float[] got = new float[outputs];
    ByteBuffer bytes = ByteBuffer.allocate(4 * outputs).order(ByteOrder.nativeOrder());
    out.buffer().read(0, bytes);
    bytes.flip().order(ByteOrder.nativeOrder()).asFloatBuffer().get(got);
    return got;
  }

  private Built program(Session s, Map<String, Integer> values) {
    return s.program(DeviceLimit.choice(s.device(), values));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16})
  void everySumHasAllItsMultiplyAdds(int vector) {
    Backend backend = device.open();
    Session s = ((OpenClBackend) backend).session();
    Built program = program(s, Map.of("VECTOR", vector, "CHAINS", 8));
    int items = program.get("WORK_GROUP");
    int rounds = 5;
    float[] got =
        run(
            backend,
            DeviceLimit.multiplyAdds(s, program, rounds, items),
            memory(backend, new float[16]),
            items);
    for (int i = 0; i < items; i++) {
      double sum = 0;
      for (int c = 0; c < 8; c++) {
        double x = i % 4 + c;
        for (int r = 0; r < rounds; r++) {
          x = x * DeviceLimit.FACTOR + DeviceLimit.TERM;
        }
        sum += x;
      }
      assertEquals(sum, got[i], 1e-5 * sum, "work-item " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16})
  void everyElementIsCopied(int elements) {
    Backend backend = device.open();
    Session s = ((OpenClBackend) backend).session();
    Built program = program(s, Map.of("VECTOR", 4, "ELEMENTS", elements));
    float[] values = new float[4 * 1027];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    assertArrayEquals(
        values, run(backend, DeviceLimit.copies(s, program), memory(backend, values), 4 * 1027));
  }

  @Test
  void aDeviceIsMeasured() {
    try (Backend backend = device.open();
        DeviceLimit limit = DeviceLimit.of(backend)) {
      double operations = limit.multiplyAdd();
      assertTrue(operations > 0 && operations == limit.multiplyAdd(), limit.explain());
      // Two equal buffers, each of at most 256 MB.
      double bytes = limit.copy();
      assertTrue(bytes > 0 && bytes <= 512 << 20, limit.explain());
    }
  }

  @Test
  void anotherBackendIsRefused() {
    try (Backend cpu = Backends.select("reference")) {
      assertEquals(
          "The limit of "
              + cpu.device().id()
              + " can not be measured by kernels of OpenCL; choose a device with opencl in its id.",
          assertThrows(IllegalArgumentException.class, () -> DeviceLimit.of(cpu)).getMessage());
    }
  }
}
