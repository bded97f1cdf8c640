package dev.imbrex.opencl.run;

import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClHandle;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The in-order queue of a session. It does not tell times, which is faster, until somebody wants
 * them: then another takes its place, while nobody is between {@link #enter} and {@link #leave}.
 */
final class CommandQueue {
  private final ClDriver driver;
  private final ClHandle context;
  private final ClHandle device;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private ClHandle queue;
  private volatile boolean timed;

  CommandQueue(ClDriver driver, ClHandle context, ClHandle device) {
    this.driver = driver;
    this.context = context;
    this.device = device;
    this.queue = driver.createQueue(context, device, false);
  }

  /** Returns the queue, which stays the same until {@link #leave}. */
  ClHandle enter() {
    lock.readLock().lock();
    return queue;
  }

  void leave() {
    lock.readLock().unlock();
  }

  boolean tellsTimes() {
    return timed;
  }

  /** From now on commands can be timed. If that fails, all is as before. */
  void tellTimes() {
    if (timed) {
      return;
    }
    lock.writeLock().lock();
    try {
      if (!timed) {
        // What was enqueued so far must be done before anything in the new queue begins.
        driver.finish(queue);
        ClHandle next = driver.createQueue(context, device, true);
        Release.quietly(driver, queue);
        queue = next;
        timed = true;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Releases the queue; nobody uses it any more. */
  void close() {
    Release.quietly(driver, queue);
  }
}
