package dev.imbrex.opencl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who only enqueues waits for the device now and then, but seldom. */
class QueueDepthTest {
  private static final int DEPTH = 1024;

  @RegisterExtension final OnDevice device = new OnDevice();

  @Test
  void theDeviceIsWaitedForAfterManyLaunches() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(8));
    b.output(b.emit(Activation.of(ActivationFn.RELU), x));
    try (Backend backend = device.open();
        Executable e = backend.compile(b.build(), CompileOptions.DEFAULT);
        Buffer memory = backend.allocate(Math.max(4, e.arenaBytes()));
        Buffer in = backend.allocate(32);
        Buffer out = backend.allocate(32);
        Invocation i = e.bind(List.of(Slice.of(in)), List.of(Slice.of(out)), Slice.of(memory))) {
      device.counting().forgetCalls();
      for (int round = 1; round <= 3; round++) {
        for (int n = 1; n < DEPTH; n++) {
          i.run();
        }
        assertEquals(round - 1, waits());
        i.run();
        assertEquals(round, waits());
      }
    }
  }

  private int waits() {
    return device.counting().calls("finish(ClHandle)");
  }
}
