package dev.imbrex.conformance;

import dev.imbrex.op.Op;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Backends that do something wrong with memory. */
final class MemoryFaults {
  private MemoryFaults() {}

  private static ByteBuffer word() {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putFloat(0, 42);
  }

  /** Never writes the last word of a result. */
  static final class UnwrittenElement extends Fault {
    @Override
    void store(Op op, Slice to, HostTensor result) {
      ByteBuffer all = result.buffer();
      all.limit(all.limit() - 4);
      if (all.hasRemaining()) {
        to.buffer().write(to.offset(), all);
      }
    }
  }

  /** Writes one word behind each result. */
  static final class WritesBeyondItsSlice extends Fault {
    @Override
    void after(OracleBackend backend, List<Slice> inputs, List<Slice> outputs) {
      Slice s = outputs.get(0);
      if (s.offset() + s.bytes() + 4 <= s.buffer().bytes()) {
        s.buffer().write(s.offset() + s.bytes(), word());
      }
    }
  }

  /** Uses an input as its scratch memory. */
  static final class WritesToAnInput extends Fault {
    @Override
    void after(OracleBackend backend, List<Slice> inputs, List<Slice> outputs) {
      if (!inputs.isEmpty() && !inputs.get(0).overlaps(outputs.get(0))) {
        inputs.get(0).buffer().write(inputs.get(0).offset(), word());
      }
    }
  }

  /** Allocates device memory in each run and forgets it. */
  static final class LeakedBuffers extends Fault {
    @Override
    void after(OracleBackend backend, List<Slice> inputs, List<Slice> outputs) {
      backend.allocate(4);
    }
  }

  /** Keeps host memory in each run. */
  static final class LeakedHeap extends Fault {
    private final List<byte[]> kept = new ArrayList<>();

    @Override
    void after(OracleBackend backend, List<Slice> inputs, List<Slice> outputs) {
      kept.add(new byte[256]);
    }
  }
}
