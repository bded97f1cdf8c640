package dev.imbrex.spi.support;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What a backend has open, how much memory that takes, and whether work is running. */
final class DeviceBooks {
  private final String device;
  private final Set<AutoCloseable> open = new LinkedHashSet<>();
  private long bytes;
  private int running;
  private boolean closed;

  DeviceBooks(String device) {
    this.device = device;
  }

  synchronized void opened(AutoCloseable handle, long size) {
    requireOpen();
    open.add(handle);
    bytes += size;
  }

  synchronized void closed(AutoCloseable handle, long size) {
    if (open.remove(handle)) {
      bytes -= size;
    }
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int handles() {
    return open.size();
  }

  synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The backend " + device + " is closed.");
    }
  }

  /** Called before work begins. */
  synchronized void enter() {
    requireOpen();
    running++;
  }

  /** Called after work has been done or enqueued. */
  synchronized void leave() {
    running--;
    notifyAll();
  }

  /**
   * Refuses new work, waits for running work and closes what is still open. Returns whether this
   * was the first call.
   */
  boolean shut(Consumer<AutoCloseable> closer) {
    List<AutoCloseable> left;
    synchronized (this) {
      if (closed) {
        return false;
      }
      closed = true;
      awaitIdle();
      left = List.copyOf(open);
    }
    left.forEach(closer);
    return true;
  }

  private void awaitIdle() {
    boolean interrupted = false;
    while (running > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
