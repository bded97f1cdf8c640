package dev.imbrex.spi.support;

import dev.imbrex.op.CoreOp;
import dev.imbrex.op.Op;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A small backend for tests: each kernel asks the interpreter; fresh memory is full of NaN. */
public class InterpretedBackend extends OpByOpBackend {
  /** Creates the backend; it runs all core ops and the two fused composites itself. */
  public InterpretedBackend() {
    this(table());
  }

  /** Creates the backend with other kernels. */
  InterpretedBackend(KernelTable table) {
    super(
        new DeviceInfo(
            "interpreted", "test", "test", DeviceKind.CPU, 1L << 30, 1L << 24, 64, "1", Map.of()),
        table);
  }

  /** Returns the table of all kernels, to which a test may put others. */
  @SuppressWarnings("unchecked")
  static KernelTable table() {
    KernelTable t = new KernelTable();
    for (Class<?> c : CoreOp.class.getPermittedSubclasses()) {
      t.put((Class<? extends Op>) c, InterpretedBackend::kernel);
    }
    t.put(ConvBiasActivation.class, InterpretedBackend::kernel);
    t.put(ConvBiasActivationConcat.class, InterpretedBackend::kernel);
    t.put(MatMulBiasActivation.class, InterpretedBackend::kernel);
    return t;
  }

  static Kernel kernel(Op op, List<TensorType> inputs, List<TensorType> outputs) {
    Interpreter interpreter = new Interpreter(Arithmetic.ROUNDED);
    return (in, out, scratch) ->
        () -> {
          List<double[]> arguments = new ArrayList<>();
          for (int i = 0; i < in.size(); i++) {
            arguments.add(load(in.get(i), inputs.get(i)).toDoubles());
          }
          List<double[]> results = interpreter.apply(op, inputs, arguments);
          for (int i = 0; i < out.size(); i++) {
            HostTensor t = HostTensor.zeros(outputs.get(i));
            for (int j = 0; j < results.get(i).length; j++) {
              t.set(j, results.get(i)[j]);
            }
            out.get(i).buffer().write(out.get(i).offset(), t.buffer());
          }
        };
  }

  private static HostTensor load(Slice s, TensorType type) {
    HostTensor t = HostTensor.zeros(type);
    s.buffer().read(s.offset(), t.buffer());
    return t;
  }

  @Override
  protected TrackedBuffer newBuffer(long bytes) {
    byte[] memory = new byte[(int) bytes];
    Arrays.fill(memory, (byte) -1);
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
          b.flip();
          out.get(0).buffer().write(out.get(0).offset(), b);
        };
  }

  @Override
  public void synchronize() {
    requireOpen();
  }

  @Override
  protected void releaseDevice() {}
}
