package dev.imbrex.cpu;

import dev.imbrex.cpu.kernel.CpuKernels;
import dev.imbrex.cpu.kernel.Machine;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.OpByOpBackend;
import dev.imbrex.spi.support.TrackedBuffer;
import java.util.List;

/** Runs programs on the threads of this process. */
final class CpuBackend extends OpByOpBackend {
  private final Machine machine;

  CpuBackend(DeviceInfo device, Machine machine) {
    super(device, CpuKernels.table(machine));
    this.machine = machine;
  }

  @Override
  protected TrackedBuffer newBuffer(long bytes) {
    try {
      return new CpuBuffer(this, bytes);
    } catch (OutOfMemoryError e) {
      throw outOfMemory(bytes, "a buffer in the Java heap");
    }
  }

  @Override
  protected Kernel newCopyKernel(long bytes) {
    int n = (int) (bytes / 4);
    return (List<Slice> in, List<Slice> out, Slice scratch) -> copy(in.get(0), out.get(0), n);
  }

  private static Invocation copy(Slice from, Slice to, int n) {
    float[] src = CpuBuffer.array(from);
    float[] dst = CpuBuffer.array(to);
    int at = CpuBuffer.at(from);
    int into = CpuBuffer.at(to);
    return () -> System.arraycopy(src, at, dst, into, n);
  }

  /** Work is done when a call returns; there is nothing to wait for. */
  @Override
  public void synchronize() {
    requireOpen();
  }

  @Override
  protected void releaseDevice() {
    machine.workers().close();
  }
}
