package dev.imbrex.opencl.run;

import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.OpByOpBackend;
import dev.imbrex.spi.support.TrackedBuffer;
import java.nio.ByteBuffer;

/** Memory of an OpenCL device. */
public final class ClBuffer extends TrackedBuffer {
  private final Session session;
  private final MemoryPool.Block block;

  /**
   * Allocates.
   *
   * @param bytes a multiple of 4
   * @throws dev.imbrex.spi.OutOfDeviceMemoryException if there is not enough
   */
  public ClBuffer(OpByOpBackend backend, Session session, long bytes) {
    super(backend, bytes);
    this.session = session;
    this.block = session.take(bytes);
  }

  /** Returns the memory object that a slice lies in. */
  static ClHandle memory(Slice s) {
    return ((ClBuffer) s.buffer()).block.memory();
  }

  @Override
  protected void copyIn(long at, ByteBuffer source) {
    try {
      session.staging().write(session.queue(), block.memory(), at, source);
    } catch (ClException e) {
      throw session.failure(e, "copying " + source.remaining() + " bytes to the device");
    }
  }

  @Override
  protected void copyOut(long at, ByteBuffer target) {
    try {
      session.staging().read(session.queue(), block.memory(), at, target);
    } catch (ClException e) {
      throw session.failure(e, "copying " + target.remaining() + " bytes from the device");
    }
  }

  @Override
  protected void release() {
    session.give(block);
  }
}
