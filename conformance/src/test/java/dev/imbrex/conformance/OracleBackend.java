package dev.imbrex.conformance;

import dev.imbrex.op.CoreOp;
import dev.imbrex.op.Op;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Implementations;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.spi.support.OpByOpBackend;
import dev.imbrex.spi.support.TrackedBuffer;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The oracle behind the SPI: right in everything, but for the fault that it is given. */
final class OracleBackend extends OpByOpBackend {
  private static final long MEMORY = 1L << 26;

  OracleBackend(Fault fault) {
    this(fault, new AtomicReference<>());
  }

  private OracleBackend(Fault fault, AtomicReference<OracleBackend> self) {
    super(
        new DeviceInfo(
            "oracle", "Oracle", "test", DeviceKind.CPU, MEMORY, MEMORY / 2, 64, "1", Map.of()),
        table(fault, self));
    self.set(this);
  }

  @SuppressWarnings("unchecked") // the subclasses that CoreOp permits are classes of core ops
  private static KernelTable table(Fault fault, AtomicReference<OracleBackend> self) {
    KernelTable table = new KernelTable();
    for (Class<?> c : CoreOp.class.getPermittedSubclasses()) {
      put(table, (Class<? extends Op>) c, fault, self);
    }
    fault.natives().forEach(c -> put(table, c, fault, self));
    return table;
  }

  private static <T extends Op> void put(
      KernelTable table, Class<T> c, Fault fault, AtomicReference<OracleBackend> self) {
    if (fault.ways(c).isEmpty()) {
      table.put(c, (op, in, out) -> new OracleKernel(fault, self, "", op, in, out));
      return;
    }
    Implementations<T> ways = new Implementations<>();
    for (String way : fault.ways(c)) {
      ways.add(way, (op, in, out) -> new OracleKernel(fault, self, way, op, in, out));
    }
    table.put(c, ways);
  }

  /** One op; keeps what a faulty backend would keep from run to run. */
  private static final class OracleKernel implements Kernel {
    private final Fault fault;
    private final AtomicReference<OracleBackend> self;
    private final String way;
    private final Op op;
    private final List<TensorType> inputTypes;
    private final List<TensorType> outputTypes;
    private final Map<Integer, double[]> memory = new HashMap<>();

    OracleKernel(
        Fault fault,
        AtomicReference<OracleBackend> self,
        String way,
        Op op,
        List<TensorType> inputTypes,
        List<TensorType> outputTypes) {
      this.fault = fault;
      this.self = self;
      this.way = way;
      this.op = op;
      this.inputTypes = inputTypes;
      this.outputTypes = outputTypes;
    }

    @Override
    public Accuracy accuracy() {
      return fault.accuracy(op, inputTypes);
    }

    @Override
    public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice scratch) {
      return () -> {
        List<double[]> arguments = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
          HostTensor t = HostTensor.zeros(inputTypes.get(i));
          inputs.get(i).buffer().read(inputs.get(i).offset(), t.buffer());
          arguments.add(fault.load(op, i, t, memory));
        }
        List<double[]> results = fault.compute(way, op, inputTypes, arguments);
        for (int i = 0; i < outputs.size(); i++) {
          HostTensor t = HostTensor.zeros(outputTypes.get(i));
          for (int j = 0; j < results.get(i).length; j++) {
            t.set(j, results.get(i)[j]);
          }
          fault.store(op, outputs.get(i), t);
        }
        fault.after(self.get(), inputs, outputs);
      };
    }
  }

  @Override
  protected TrackedBuffer newBuffer(long bytes) {
    if (allocatedBytes() + bytes > MEMORY) {
      throw outOfMemory(bytes, "a buffer");
    }
    byte[] memory = new byte[(int) bytes];
    return new TrackedBuffer(this, bytes) {
      @Override
      protected void copyIn(long at, ByteBuffer src) {
        src.get(memory, (int) at, src.remaining());
      }

      @Override
      protected void copyOut(long at, ByteBuffer dst) {
        dst.put(memory, (int) at, dst.remaining());
      }

      @Override
      protected void release() {}
    };
  }

  @Override
  protected Kernel newCopyKernel(long bytes) {
    return (in, out, scratch) ->
        () -> {
          ByteBuffer b = ByteBuffer.allocate((int) bytes);
          in.get(0).buffer().read(in.get(0).offset(), b);
          out.get(0).buffer().write(out.get(0).offset(), b.flip());
        };
  }

  @Override
  public void synchronize() {
    requireOpen();
  }

  @Override
  protected void releaseDevice() {}
}
