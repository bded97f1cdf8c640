package dev.imbrex.conformance.contract;

import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;

/** A buffer between two red zones, full of NaN when it is new. */
final class AssertingBuffer implements Buffer {
  private static final int NAN = 0x7FDADBAD;
  private static final int CHUNK = 1 << 16;

  private final AssertingBackend owner;
  private final Buffer buffer;
  private final long bytes;
  private final long redZone;
  private final AtomicBoolean closed = new AtomicBoolean();

  AssertingBuffer(AssertingBackend owner, Backend backend, long bytes) {
    this.owner = owner;
    this.redZone = Math.max(64, backend.device().alignmentBytes());
    this.bytes = (bytes + 3) / 4 * 4;
    this.buffer = backend.allocate(bytes < 1 ? bytes : this.bytes + 2 * redZone);
    ByteBuffer nans = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.nativeOrder());
    for (int i = 0; i < CHUNK; i += 4) {
      nans.putInt(i, NAN);
    }
    long all = this.bytes + 2 * redZone;
    for (long at = 0; at < all; at += CHUNK) {
      buffer.write(at, nans.duplicate().limit((int) Math.min(CHUNK, all - at)));
    }
  }

  /** Returns the part of the real buffer that a slice of this one means. */
  Slice real(Slice s) {
    requireOpen();
    return new Slice(buffer, s.offset() + redZone, s.bytes());
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void write(long at, ByteBuffer src) {
    check(at, src.remaining());
    buffer.write(at + redZone, src);
  }

  @Override
  public void read(long at, ByteBuffer dst) {
    check(at, dst.remaining());
    buffer.read(at + redZone, dst);
  }

  private void check(long at, int length) {
    requireOpen();
    Violation.unless(
        at >= 0 && at % 4 == 0 && length % 4 == 0 && at <= bytes - length,
        "SPI",
        length + " bytes at " + at + " are copied from or to a buffer of " + bytes + " bytes");
  }

  private void requireOpen() {
    Violation.unless(!closed.get(), "SPI", "a buffer of " + bytes + " bytes is used after close");
  }

  /** Throws if something was written around the buffer. */
  void requireRedZones() {
    for (long at : new long[] {0, redZone + bytes}) {
      ByteBuffer zone = ByteBuffer.allocate((int) redZone).order(ByteOrder.nativeOrder());
      buffer.read(at, zone.duplicate());
      for (int i = 0; i < redZone; i += 4) {
        Violation.unless(
            zone.getInt(i) == NAN,
            "GEN-6",
            "something was written "
                + (at == 0 ? redZone - i + " bytes in front of" : i + " bytes behind")
                + " a buffer of "
                + bytes
                + " bytes");
      }
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      owner.closed(this);
      try {
        requireRedZones();
      } finally {
        buffer.close();
      }
    }
  }
}
