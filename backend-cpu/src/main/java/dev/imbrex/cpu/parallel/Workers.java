package dev.imbrex.cpu.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that work on one {@link Job} at a time, the calling thread among them.
 *
 * <p>Tasks are handed out one by one, so that a thread that the system holds up does not hold up
 * the others. Waiting threads spin for a moment before they sleep. Nothing is allocated per job.
 * Calls from several threads are safe: one of them gets the workers, the others run their jobs
 * alone.
 */
public final class Workers implements AutoCloseable {
  private static final int SPINS = 4000;

  private final Thread[] threads;
  private final ReentrantLock busy = new ReentrantLock();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile @Nullable Job job;
  private volatile int tasks;
  private volatile int round;
  private volatile @Nullable Thread caller;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;

  /** Creates workers for this many threads, the calling one included. */
  public Workers(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("At least 1 thread is needed, but got " + count + ".");
    }
    threads = new Thread[count - 1];
    for (int i = 0; i < threads.length; i++) {
      int worker = i + 1;
      threads[i] = new Thread(() -> loop(worker), "imbrex-cpu-" + worker);
      threads[i].setDaemon(true);
    }
    for (Thread t : threads) {
      t.start();
    }
  }

  /** Returns how many tasks can run at one time. */
  public int count() {
    return threads.length + 1;
  }

  /**
   * Runs tasks 0 to {@code count - 1} of a job and returns when all are done.
   *
   * @throws IllegalStateException if the workers are closed
   */
  public void run(Job work, int count) {
    if (closed) {
      throw new IllegalStateException("The CPU backend is closed.");
    }
    if (count <= 1 || threads.length == 0 || !busy.tryLock()) {
      for (int i = 0; i < count; i++) {
        work.run(i, 0);
      }
      return;
    }
    try {
      failure = null;
      job = work;
      tasks = count;
      caller = Thread.currentThread();
      unfinished.set(threads.length);
      next.set(0);
      round++;
      for (Thread t : threads) {
        LockSupport.unpark(t);
      }
      drain(work, count, 0);
      awaitOthers();
      Throwable thrown = failure;
      if (thrown != null) {
        rethrow(thrown);
      }
    } finally {
      job = null;
      caller = null;
      busy.unlock();
    }
  }

  private static void rethrow(Throwable t) {
    if (t instanceof Error) {
      throw (Error) t;
    }
    throw (RuntimeException) t;
  }

  private void awaitOthers() {
    for (int spins = 0; unfinished.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
  }

  private void drain(Job work, int count, int worker) {
    try {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        work.run(i, worker);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
      next.set(count);
    }
  }

  private void loop(int worker) {
    int seen = 0;
    int spins = 0;
    while (!closed) {
      int now = round;
      if (now == seen) {
        if (spins++ < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
        continue;
      }
      seen = now;
      spins = 0;
      Job work = job;
      if (work != null) {
        drain(work, tasks, worker);
      }
      Thread waiting = caller;
      if (unfinished.decrementAndGet() == 0 && waiting != null) {
        LockSupport.unpark(waiting);
      }
    }
  }

  /** Ends the threads; running jobs are finished first. */
  @Override
  public void close() {
    busy.lock();
    try {
      closed = true;
      for (Thread t : threads) {
        LockSupport.unpark(t);
      }
    } finally {
      busy.unlock();
    }
  }
}
