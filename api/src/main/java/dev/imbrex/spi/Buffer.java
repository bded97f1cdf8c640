package dev.imbrex.spi;

import java.nio.ByteBuffer;

/** A piece of device memory. Safe for use from several threads that do not touch the same bytes. */
public interface Buffer extends AutoCloseable {
  /** Returns the size, as asked for. */
  long bytes();

  /**
   * Copies from the host, ordered behind all work given so far. When it returns, {@code src} may be
   * used again.
   *
   * @param at where to begin in this buffer, in bytes, a multiple of 4
   * @param src its bytes from position to limit, a multiple of 4 of them; native byte order is
   *     meant
   * @throws IndexOutOfBoundsException if they do not fit
   */
  void write(long at, ByteBuffer src);

  /**
   * Copies to the host, after all work given so far is done.
   *
   * @param at where to begin in this buffer, in bytes, a multiple of 4
   * @param dst filled from position to limit, a multiple of 4 bytes
   * @throws IndexOutOfBoundsException if there are not as many
   */
  void read(long at, ByteBuffer dst);

  /** Frees the memory once the work given so far is done. Closing twice does nothing. */
  @Override
  void close();
}
