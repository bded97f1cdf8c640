package dev.imbrex.spi.support;

import dev.imbrex.spi.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A buffer of an {@link OpByOpBackend}: checks ranges and use after close and is counted, so that a
 * backend only moves bytes.
 */
public abstract class TrackedBuffer implements Buffer {
  private final OpByOpBackend backend;
  private final long bytes;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Creates a buffer of a size that is a multiple of 4. */
  protected TrackedBuffer(OpByOpBackend backend, long bytes) {
    this.backend = backend;
    this.bytes = bytes;
  }

  /** Copies all remaining bytes of {@code src}, which are in native order, to {@code at}. */
  protected abstract void copyIn(long at, ByteBuffer src);

  /** Copies from {@code at} into all that remains of {@code dst}, after earlier work is done. */
  protected abstract void copyOut(long at, ByteBuffer dst);

  /** Frees the memory; called once. */
  protected abstract void release();

  /** Returns the backend that it belongs to. */
  public final OpByOpBackend backend() {
    return backend;
  }

  @Override
  public final long bytes() {
    return bytes;
  }

  @Override
  public final void write(long at, ByteBuffer src) {
    check(at, src.remaining());
    backend.books().enter();
    try {
      copyIn(at, src.duplicate().order(ByteOrder.nativeOrder()));
    } finally {
      backend.books().leave();
    }
    src.position(src.limit());
  }

  @Override
  public final void read(long at, ByteBuffer dst) {
    check(at, dst.remaining());
    backend.books().enter();
    try {
      copyOut(at, dst.duplicate().order(ByteOrder.nativeOrder()));
    } finally {
      backend.books().leave();
    }
    dst.position(dst.limit());
  }

  private void check(long at, int length) {
    if (closed.get()) {
      throw new IllegalStateException("The buffer is closed.");
    }
    if (at < 0 || at % 4 != 0 || length % 4 != 0 || at > bytes - length) {
      throw new IndexOutOfBoundsException(
          length
              + " bytes at "
              + at
              + " do not fit a buffer of "
              + bytes
              + " bytes, or are no multiples of 4.");
    }
  }

  /** Returns whether {@link #close} has been called. */
  public final boolean isClosed() {
    return closed.get();
  }

  @Override
  public final void close() {
    if (closed.compareAndSet(false, true)) {
      release();
      backend.books().closed(this, bytes);
    }
  }
}
