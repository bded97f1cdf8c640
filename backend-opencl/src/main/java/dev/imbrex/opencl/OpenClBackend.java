package dev.imbrex.opencl;

import dev.imbrex.opencl.lower.ClKernels;
import dev.imbrex.opencl.run.ClBuffer;
import dev.imbrex.opencl.run.EventLog;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.OpByOpBackend;
import dev.imbrex.spi.support.StepClock;
import dev.imbrex.spi.support.TrackedBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs programs on an OpenCL device. */
final class OpenClBackend extends OpByOpBackend {
  private final Session session;

  OpenClBackend(Session session) {
    super(session.device().info(), ClKernels.table(session));
    this.session = session;
  }

  Session session() {
    return session;
  }

  @Override
  protected TrackedBuffer newBuffer(long bytes) {
    return new ClBuffer(this, session, bytes);
  }

  @Override
  protected long largestTensorBytes() {
    return session.device().largestTensor();
  }

  @Override
  protected Kernel newCopyKernel(long bytes) {
    return new LaunchKernel(
        "copy", 0, (in, out, scratch, l) -> l.add(session.copy(in.get(0), out.get(0))));
  }

  @Override
  protected StepClock stepClock(int steps) {
    return new EventLog(session, steps);
  }

  @Override
  public List<String> exportKernels(Path folder) throws IOException {
    requireOpen();
    return session.exportPrograms(folder);
  }

  @Override
  public long allocationBytes(long bytes) {
    return ClBuffer.allocationBytes(session, bytes);
  }

  @Override
  public long allocatedBytes() {
    return session.heldBytes();
  }

  @Override
  public void synchronize() {
    requireOpen();
    session.synchronize();
  }

  @Override
  protected void releaseDevice() {
    session.close();
  }
}
