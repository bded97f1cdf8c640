package dev.imbrex.opencl.run;

import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Device memory by size classes. What is freed is kept for the next of its class: with one in-order
 * queue whatever still uses it is done before its next user begins.
 */
final class MemoryPool {
  private static final long SMALLEST = 256;

  /** A piece of memory; its size is that of its class. */
  record Block(ClHandle memory, long bytes) {}

  private final ClDriver driver;
  private final ClHandle context;
  private final ClDevice device;
  private final Map<Long, Deque<Block>> free = new TreeMap<>();
  private long freeBytes;
  private long usedBytes;

  MemoryPool(ClDriver driver, ClHandle context, ClDevice device) {
    this.driver = driver;
    this.context = context;
    this.device = device;
  }

  /** Returns the size class: the next multiple of an eighth of the power of two below. */
  static long sizeClass(long bytes) {
    long step = Math.max(SMALLEST, Long.highestOneBit(bytes) / 8);
    return (bytes + step - 1) / step * step;
  }

  /**
   * Returns the size of a block for so many bytes: that of its class, where one may be so large.
   */
  long blockBytes(long bytes) {
    return Math.min(sizeClass(bytes), Math.max(bytes, device.largestBuffer()));
  }

  /**
   * Returns a block of at least so many bytes.
   *
   * @throws ClException if there is no memory even after all that is free was given back
   */
  synchronized Block take(long bytes) {
    long size = blockBytes(bytes);
    Deque<Block> ready = free.get(size);
    Block block = ready == null ? null : ready.poll();
    if (block != null) {
      freeBytes -= size;
    } else {
      block = new Block(create(size), size);
    }
    usedBytes += size;
    return block;
  }

  private ClHandle create(long size) {
    try {
      return driver.createBuffer(context, size);
    } catch (ClException e) {
      if (freeBytes == 0 || !Failures.isOutOfMemory(e.code())) {
        throw e;
      }
      trim();
      return driver.createBuffer(context, size);
    }
  }

  /** Takes a block back. More than a quarter of the device's memory is not kept unused. */
  synchronized void give(Block block) {
    usedBytes -= block.bytes();
    if (freeBytes + block.bytes() > device.globalBytes() / 4) {
      Release.quietly(driver, block.memory());
      return;
    }
    freeBytes += block.bytes();
    free.computeIfAbsent(block.bytes(), k -> new ArrayDeque<>()).push(block);
  }

  /** Gives all that is free back to the driver. */
  synchronized void trim() {
    for (Deque<Block> blocks : free.values()) {
      for (Block b = blocks.poll(); b != null; b = blocks.poll()) {
        freeBytes -= b.bytes();
        Release.quietly(driver, b.memory());
      }
    }
  }

  /** Returns how many bytes are held, used or free. */
  synchronized long heldBytes() {
    return usedBytes + freeBytes;
  }
}
