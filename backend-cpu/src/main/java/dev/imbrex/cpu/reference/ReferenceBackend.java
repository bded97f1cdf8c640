package dev.imbrex.cpu.reference;

import dev.imbrex.op.CoreOp;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.spi.support.OpByOpBackend;
import dev.imbrex.spi.support.TrackedBuffer;

/** Runs every core op by the oracle and decomposes every composite. */
final class ReferenceBackend extends OpByOpBackend {

  ReferenceBackend(DeviceInfo device) {
    super(device, kernels());
  }

  @SuppressWarnings("unchecked") // the subclasses that CoreOp permits are classes of core ops
  private static KernelTable kernels() {
    Interpreter oracle = new Interpreter(Arithmetic.ROUNDED);
    KernelTable table = new KernelTable();
    for (Class<?> op : CoreOp.class.getPermittedSubclasses()) {
      table.put(
          (Class<CoreOp>) op, (o, inputs, outputs) -> new OracleKernel(oracle, o, inputs, outputs));
    }
    return table;
  }

  @Override
  protected TrackedBuffer newBuffer(long bytes) {
    try {
      return new HeapBuffer(this, bytes);
    } catch (OutOfMemoryError e) {
      throw outOfMemory(bytes, "a buffer in the Java heap");
    }
  }

  @Override
  protected Kernel newCopyKernel(long bytes) {
    return (inputs, outputs, scratch) ->
        () -> HeapBuffer.bytes(outputs.get(0)).put(HeapBuffer.bytes(inputs.get(0)));
  }

  /** Work is done when a call returns; there is nothing to wait for. */
  @Override
  public void synchronize() {
    requireOpen();
  }

  @Override
  protected void releaseDevice() {}
}
