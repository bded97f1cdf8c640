package dev.imbrex.cpu.reference;

import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.OpByOpBackend;
import dev.imbrex.spi.support.TrackedBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Device memory that is a byte array. */
final class HeapBuffer extends TrackedBuffer {
  /** The largest multiple of 4 that is sure to fit an array. */
  static final long MAX_BYTES = Integer.MAX_VALUE - 11;

  private @Nullable ByteBuffer data;

  HeapBuffer(OpByOpBackend backend, long bytes) {
    super(backend, bytes);
    this.data = ByteBuffer.allocate((int) bytes);
  }

  /** Returns a fresh view of a slice's bytes, through which they can be written. */
  static ByteBuffer bytes(Slice slice) {
    return ((HeapBuffer) slice.buffer()).view(slice.offset(), slice.bytes());
  }

  private ByteBuffer view(long at, long length) {
    ByteBuffer d = data;
    if (d == null) {
      throw new IllegalStateException("The buffer is closed.");
    }
    return d.slice((int) at, (int) length);
  }

  @Override
  protected void copyIn(long at, ByteBuffer src) {
    view(at, src.remaining()).put(src);
  }

  @Override
  protected void copyOut(long at, ByteBuffer dst) {
    dst.put(view(at, dst.remaining()));
  }

  @Override
  protected void release() {
    data = null;
  }
}
