package dev.imbrex.opencl.run;

import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open device: one context, one in-order queue, its memory and its programs. Safe for use from
 * several threads.
 */
public final class Session implements AutoCloseable {
  /** So many commands are collected before they are handed on, which is a call into the kernel. */
  private static final int FLUSH_EVERY = 16;

  /**
   * After how many flushes the device is waited for. Who never reads would else enqueue without
   * end: drivers keep what waits in host memory, and whoever reads then stands behind all of it.
   */
  private static final int WAIT_EVERY = 64;

  private final ClDriver driver;
  private final ClDevice device;
  private final ClHandle context;
  private final CommandQueue queue;
  private final MemoryPool memory;
  private final Staging staging;
  private final ProgramStore programs;
  private final Failures failures;
  private final AtomicInteger unflushed = new AtomicInteger();
  private final AtomicInteger flushed = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ThreadLocal<@Nullable EventLog> log = new ThreadLocal<>();

  private Session(
      ClDriver driver,
      ClDevice device,
      ClHandle context,
      CommandQueue queue,
      ProgramFolder folder) {
    this.driver = driver;
    this.device = device;
    this.context = context;
    this.queue = queue;
    this.memory = new MemoryPool(driver, context, device);
    this.staging = new Staging(driver);
    this.failures = new Failures(device, memory);
    this.programs = new ProgramStore(driver, device, context, folder);
  }

  /**
   * Opens a device.
   *
   * @param folder where built programs are kept
   * @throws BackendUnavailableException if that fails
   */
  public static Session open(ClDriver driver, ClDevice device, ProgramFolder folder) {
    ClHandle context = null;
    try {
      context = driver.createContext(device.platform(), device.handle());
      CommandQueue queue = new CommandQueue(driver, context, device.handle());
      return new Session(driver, device, context, queue, folder);
    } catch (ClException e) {
      if (context != null) {
        Release.quietly(driver, context);
      }
      throw new BackendUnavailableException(
          "%s (%s, %s) can not be opened: %s; close other programs that use it, or update its driver."
              .formatted(device.id(), device.name(), device.platformName(), e.getMessage()),
          e);
    }
  }

  /** Returns the device. */
  public ClDevice device() {
    return device;
  }

  ClDriver driver() {
    return driver;
  }

  /** Copies from the host. */
  void write(ClHandle target, long at, ByteBuffer source) {
    ClHandle q = queue.enter();
    try {
      staging.write(q, target, at, source);
    } finally {
      queue.leave();
    }
  }

  /** Copies to the host. */
  void read(ClHandle source, long at, ByteBuffer target) {
    ClHandle q = queue.enter();
    try {
      staging.read(q, source, at, target);
    } finally {
      queue.leave();
    }
  }

  /** Returns how many bytes of device memory are held, free or used. */
  public long heldBytes() {
    return memory.heldBytes();
  }

  /** Returns the size of the block that is taken for so many bytes. */
  long blockBytes(long bytes) {
    return memory.blockBytes(bytes);
  }

  MemoryPool.Block take(long bytes) {
    try {
      return memory.take(bytes);
    } catch (ClException e) {
      if (Failures.isOutOfMemory(e.code())) {
        throw failures.outOfMemory(e, bytes, "a buffer");
      }
      throw failures.of(e, "allocating " + bytes + " bytes");
    }
  }

  void give(MemoryPool.Block block) {
    memory.give(block);
  }

  RuntimeException failure(ClException e, String doing) {
    return failures.of(e, doing);
  }

  /** Returns the program of a choice, built now if it was not before. */
  public Built program(KernelChoice choice) {
    return program(choice, "");
  }

  /**
   * Returns the program of a choice with some source before its family's.
   *
   * @throws BackendUnavailableException if it can not be built; with what the compiler said
   */
  public Built program(KernelChoice choice, String generated) {
    return programs.get(choice, generated, failures);
  }

  /** Writes every program that was asked for so far, and returns the names of the files. */
  public List<String> exportPrograms(Path folder) throws IOException {
    return programs.export(folder);
  }

  /** Begins a launch of a kernel. */
  public Launch.Builder launch(Built program, String kernel) {
    try {
      return new Launch.Builder(this, driver.createKernel(program.program(), kernel), kernel);
    } catch (ClException e) {
      throw failures.of(e, "creating the kernel " + kernel);
    }
  }

  /** Returns how many work-items a group of a kernel can have here. */
  public long workGroupSize(Built program, String kernel) {
    try {
      ClHandle k = driver.createKernel(program.program(), kernel);
      try {
        return driver.workGroupSize(k, device.handle());
      } finally {
        release(k);
      }
    } catch (ClException e) {
      throw failures.of(e, "asking for the work-group size of " + kernel);
    }
  }

  /** Returns the command that copies one slice over another of the same size. */
  public Invocation copy(Slice from, Slice to) {
    ClHandle source = ClBuffer.memory(from);
    ClHandle target = ClBuffer.memory(to);
    long at = ClBuffer.offset(from);
    long into = ClBuffer.offset(to);
    long bytes = from.bytes();
    return () -> {
      ClHandle q = queue.enter();
      try {
        EventLog l = queue.tellsTimes() ? log.get() : null;
        logged(l, driver.enqueueCopy(q, source, at, target, into, bytes, l != null));
      } catch (ClException e) {
        throw failures.of(e, "copying " + bytes + " bytes");
      } finally {
        queue.leave();
      }
    };
  }

  void enqueue(ClHandle kernel, String name, long[] global, long[] local) {
    ClHandle q = queue.enter();
    try {
      EventLog l = queue.tellsTimes() ? log.get() : null;
      logged(l, driver.enqueueKernel(q, kernel, global, local, l != null));
      if (unflushed.incrementAndGet() >= FLUSH_EVERY) {
        unflushed.set(0);
        if (flushed.incrementAndGet() >= WAIT_EVERY) {
          flushed.set(0);
          driver.finish(q);
        } else {
          driver.flush(q);
        }
      }
    } catch (ClException e) {
      throw failures.of(e, "running the kernel " + name);
    } finally {
      queue.leave();
    }
  }

  private static void logged(@Nullable EventLog l, @Nullable ClHandle event) {
    if (l != null && event != null) {
      l.add(event);
    }
  }

  /** Has the commands that this thread enqueues from now on timed, until null is given. */
  void logTo(@Nullable EventLog events) {
    if (events != null) {
      try {
        queue.tellTimes();
      } catch (ClException e) {
        throw failures.of(e, "creating a queue that tells times");
      }
    }
    log.set(events);
  }

  /** Waits until all commands are done. */
  public void synchronize() {
    try {
      finish();
    } catch (ClException e) {
      throw failures.of(e, "waiting for the device");
    }
  }

  private void finish() {
    ClHandle q = queue.enter();
    try {
      driver.finish(q);
    } finally {
      queue.leave();
    }
  }

  void release(ClHandle handle) {
    Release.quietly(driver, handle);
  }

  /** Waits for the device and releases everything, whatever fails on the way. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      finish();
    } catch (ClException e) {
      System.getLogger(Session.class.getName())
          .log(System.Logger.Level.WARNING, "Closing " + device.id(), e);
    }
    staging.close();
    memory.trim();
    programs.close();
    queue.close();
    release(context);
  }
}
