package dev.imbrex.opencl.lower;

import dev.imbrex.opencl.run.ClBuffer;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.spi.support.OpByOpBackend;
import dev.imbrex.spi.support.TrackedBuffer;

/** An open device with a table of kernels of its own. */
abstract class SessionBackend extends OpByOpBackend {
  private final Session session;

  SessionBackend(Session session, KernelTable kernels) {
    super(session.device().info(), kernels);
    this.session = session;
  }

  final Session session() {
    return session;
  }

  @Override
  protected final TrackedBuffer newBuffer(long bytes) {
    return new ClBuffer(this, session, bytes);
  }

  @Override
  protected final Kernel newCopyKernel(long bytes) {
    return new LaunchKernel(
        "copy", 0, (in, out, scratch, l) -> l.add(session.copy(in.get(0), out.get(0))));
  }

  @Override
  public final void synchronize() {
    session.synchronize();
  }

  @Override
  protected void releaseDevice() {
    session.close();
  }
}
