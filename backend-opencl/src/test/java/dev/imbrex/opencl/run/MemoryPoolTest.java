package dev.imbrex.opencl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Traits;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.opencl.driver.ClStatus;
import dev.imbrex.opencl.driver.CountingDriver;
import dev.imbrex.opencl.driver.Drivers;
import dev.imbrex.spi.DeviceKind;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Memory comes in size classes, is used again, and is given back when there is too little. */
class MemoryPoolTest {
  private static final long DEVICE_BYTES = 1 << 20;

  /** A device of a megabyte: what is more than that in use is refused. */
  private long inUse;

  private final CountingDriver driver =
      new CountingDriver(
          Drivers.of(
              (method, arguments) -> {
                if (method.getName().equals("release")) {
                  inUse -= Long.parseLong(arguments[0].toString().replaceAll("\\D", ""));
                  return null;
                }
                long bytes = (long) arguments[1];
                if (inUse + bytes > DEVICE_BYTES) {
                  throw new ClException("clCreateBuffer", ClStatus.MEM_OBJECT_ALLOCATION_FAILURE);
                }
                inUse += bytes;
                return new ClHandle(ClHandle.Kind.MEMORY, bytes);
              }));

  private final MemoryPool pool =
      new MemoryPool(driver.driver(), new ClHandle(ClHandle.Kind.DEVICE, "none"), device());

  private static ClDevice device() {
    ClHandle none = new ClHandle(ClHandle.Kind.DEVICE, "none");
    return new ClDevice(
        "opencl:0",
        none,
        none,
        "",
        "",
        "",
        DeviceKind.CPU,
        "",
        "",
        1,
        1,
        1,
        0,
        false,
        DEVICE_BYTES,
        DEVICE_BYTES,
        64,
        true,
        new Traits("test", false, 1, 1));
  }

  @Test
  void classesWasteAtMostAnEighth() {
    for (long bytes = 2048; bytes < 1 << 16; bytes += 4) {
      long size = MemoryPool.sizeClass(bytes);
      assertTrue(size >= bytes && size <= bytes + bytes / 8, bytes + " bytes get " + size);
      assertEquals(size, MemoryPool.sizeClass(size));
    }
    assertEquals(256, MemoryPool.sizeClass(4));
  }

  @Test
  void whatWasGivenBackIsTakenAgainByItsClass() {
    MemoryPool.Block first = pool.take(1000);
    pool.give(first);
    assertSame(first, pool.take(1020));
    assertNotSame(first, pool.take(1000));
    assertEquals(2, driver.calls("createBuffer(ClHandle, long)"));
  }

  @Test
  void noMoreThanAQuarterOfTheDeviceIsKeptUnused() {
    MemoryPool.Block[] blocks = new MemoryPool.Block[8];
    for (int i = 0; i < 8; i++) {
      blocks[i] = pool.take(DEVICE_BYTES / 8);
    }
    for (MemoryPool.Block b : blocks) {
      pool.give(b);
    }
    assertEquals(DEVICE_BYTES / 4, pool.heldBytes());
    assertEquals(DEVICE_BYTES / 4, inUse);
  }

  @Test
  void whatIsUnusedIsGivenBackBeforeMemoryIsRefused() {
    pool.give(pool.take(DEVICE_BYTES / 8));
    pool.give(pool.take(DEVICE_BYTES / 16));
    pool.take(DEVICE_BYTES);
    assertEquals(DEVICE_BYTES, pool.heldBytes());
    assertThrows(ClException.class, () -> pool.take(4));
    assertEquals(DEVICE_BYTES, pool.heldBytes());
  }

  @Test
  void trimmedNothingUnusedIsLeft() {
    pool.give(pool.take(5000));
    pool.give(pool.take(300));
    pool.trim();
    assertEquals(0, pool.heldBytes());
    assertEquals(Map.of(), driver.live());
  }
}
