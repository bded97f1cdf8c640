package dev.imbrex.opencl.run;

import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers between heap and device. JOCL would hold a heap array in place for the whole copy,
 * which stops the garbage collector; and a copy from here need not be waited for, so that the host
 * prepares the next batch while the device still works on the last.
 */
final class Staging {
  private static final int BUFFERS = 4;
  private static final int LARGEST = 4 << 20;

  /** A buffer and the copy from it that may still be under way. */
  private static final class Slot {
    ByteBuffer buffer = direct(1 << 16);
    @Nullable ClHandle copy;
  }

  private final ClDriver driver;
  private final Slot[] slots = new Slot[BUFFERS];
  private int next;

  Staging(ClDriver driver) {
    this.driver = driver;
    for (int i = 0; i < BUFFERS; i++) {
      slots[i] = new Slot();
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Copies all that remains of the source to the device; returns when it may be used again. */
  synchronized void write(ClHandle queue, ClHandle memory, long at, ByteBuffer source) {
    ByteBuffer rest = source.duplicate();
    long to = at;
    while (rest.hasRemaining()) {
      int n = Math.min(rest.remaining(), LARGEST);
      Slot s = ready(n);
      s.buffer.put(rest.duplicate().limit(rest.position() + n)).flip();
      s.copy = driver.enqueueWrite(queue, memory, to, s.buffer);
      rest.position(rest.position() + n);
      to += n;
    }
  }

  /** Copies from the device into all that remains of the target. */
  synchronized void read(ClHandle queue, ClHandle memory, long at, ByteBuffer target) {
    ByteBuffer rest = target.duplicate();
    long from = at;
    while (rest.hasRemaining()) {
      int n = Math.min(rest.remaining(), LARGEST);
      Slot s = ready(n);
      s.buffer.limit(n);
      driver.read(queue, memory, from, s.buffer);
      rest.put(s.buffer);
      from += n;
    }
  }

  /** Returns the next slot, empty, with room for n bytes, once the last copy from it is done. */
  private Slot ready(int n) {
    Slot s = slots[next];
    next = (next + 1) % BUFFERS;
    settle(s);
    if (s.buffer.capacity() < n) {
      s.buffer = direct(Math.min(LARGEST, Integer.highestOneBit(n - 1) * 2));
    }
    s.buffer.clear();
    return s;
  }

  private void settle(Slot s) {
    ClHandle copy = s.copy;
    if (copy != null) {
      s.copy = null;
      try {
        driver.await(copy);
      } finally {
        Release.quietly(driver, copy);
      }
    }
  }

  /** Waits for all copies and releases what they held, whatever fails. */
  synchronized void close() {
    for (Slot s : slots) {
      try {
        settle(s);
      } catch (ClException e) {
        System.getLogger(Staging.class.getName())
            .log(System.Logger.Level.DEBUG, "A copy to the device failed", e);
      }
    }
  }
}
