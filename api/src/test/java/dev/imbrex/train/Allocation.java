package dev.imbrex.train;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much memory a thread has taken from the Java heap. */
final class Allocation {
  private Allocation() {}

  /** Returns the bytes that this thread has allocated since it began, freed ones included. */
  static long ofThisThread() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
