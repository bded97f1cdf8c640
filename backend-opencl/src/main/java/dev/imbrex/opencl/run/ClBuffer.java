package dev.imbrex.opencl.run;

import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.OpByOpBackend;
import dev.imbrex.spi.support.TrackedBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory of an OpenCL device: one memory object or, where it is larger than the device allows for
 * one, several. Kernels see one of them, so that no tensor lies across the end of a piece.
 */
public final class ClBuffer extends TrackedBuffer {
  private final Session session;
  private final long piece;
  private final List<MemoryPool.Block> blocks = new ArrayList<>();

  /** What is done to a part of the buffer that lies in one memory object. */
  private interface Part {
    void run(ClHandle memory, long at, ByteBuffer bytes);
  }

  /**
   * Allocates.
   *
   * @param bytes a multiple of 4
   * @throws dev.imbrex.spi.OutOfDeviceMemoryException if there is not enough
   */
  public ClBuffer(OpByOpBackend backend, Session session, long bytes) {
    super(backend, bytes);
    this.session = session;
    this.piece = session.device().largestTensor();
    try {
      for (long at = 0; at < bytes; at += piece) {
        blocks.add(session.take(Math.min(piece, bytes - at)));
      }
    } catch (RuntimeException | Error e) {
      blocks.forEach(session::give);
      throw e;
    }
  }

  /** Returns how much memory a buffer of so many bytes takes. */
  public static long allocationBytes(Session session, long bytes) {
    long piece = session.device().largestTensor();
    long all = 0;
    for (long at = 0; at < bytes; at += piece) {
      all += session.blockBytes(Math.min(piece, bytes - at));
    }
    return all;
  }

  /** Returns the memory object that a slice lies in. */
  static ClHandle memory(Slice s) {
    ClBuffer b = (ClBuffer) s.buffer();
    if (s.offset() % b.piece + s.bytes() > b.piece) {
      throw new IllegalArgumentException(
          "A slice of "
              + s.bytes()
              + " bytes at "
              + s.offset()
              + " lies across the end of a piece of "
              + b.piece
              + " bytes; begin an arena at the beginning of its buffer.");
    }
    return b.blocks.get((int) Math.min(s.offset() / b.piece, b.blocks.size() - 1L)).memory();
  }

  /** Returns where a slice begins in its memory object, in bytes. */
  static long offset(Slice s) {
    ClBuffer b = (ClBuffer) s.buffer();
    return s.offset() - Math.min(s.offset() / b.piece, b.blocks.size() - 1L) * b.piece;
  }

  @Override
  protected void copyIn(long at, ByteBuffer source) {
    try {
      parts(at, source, (memory, from, bytes) -> session.write(memory, from, bytes));
    } catch (ClException e) {
      throw session.failure(e, "copying " + source.remaining() + " bytes to the device");
    }
  }

  @Override
  protected void copyOut(long at, ByteBuffer target) {
    try {
      parts(at, target, (memory, from, bytes) -> session.read(memory, from, bytes));
    } catch (ClException e) {
      throw session.failure(e, "copying " + target.remaining() + " bytes from the device");
    }
  }

  private void parts(long at, ByteBuffer bytes, Part part) {
    ByteBuffer rest = bytes.duplicate();
    long from = at;
    while (rest.hasRemaining()) {
      int n = (int) Math.min(rest.remaining(), piece - from % piece);
      ByteBuffer own = rest.duplicate().limit(rest.position() + n);
      part.run(blocks.get((int) (from / piece)).memory(), from % piece, own);
      rest.position(rest.position() + n);
      from += n;
    }
  }

  @Override
  protected void release() {
    blocks.forEach(session::give);
  }
}
