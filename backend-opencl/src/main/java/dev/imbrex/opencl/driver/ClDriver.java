package dev.imbrex.opencl.driver;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls to OpenCL that this backend makes, all of version 1.2.
 *
 * <p>Every method throws {@link ClException} if its call fails, and {@link LinkageError} if there
 * is no OpenCL library to call. All but the {@code setArgument} methods may be called from several
 * threads; those, from one thread at a time for each kernel.
 */
public interface ClDriver {
  /** Returns the platforms, in the order in which the loader lists them; none is no failure. */
  List<ClHandle> platforms();

  /** Returns the name of a platform. */
  String platformName(ClHandle platform);

  /** Returns all devices of a platform, in its order; none is no failure. */
  List<ClHandle> devices(ClHandle platform);

  /** Returns a property of a device that is a text. */
  String text(ClHandle device, DeviceProperty property);

  /** Returns a property of a device that is a number. */
  long number(ClHandle device, DeviceProperty property);

  /** Creates a context of one device. */
  ClHandle createContext(ClHandle platform, ClHandle device);

  /** Creates an in-order queue, whose commands can be timed if asked. */
  ClHandle createQueue(ClHandle context, ClHandle device, boolean profiling);

  /** Creates a buffer that kernels read and write. */
  ClHandle createBuffer(ClHandle context, long bytes);

  /** Creates a program from its source. */
  ClHandle createProgram(ClHandle context, String source);

  /** Creates a program from what {@link #binary} gave. */
  ClHandle createProgram(ClHandle context, ClHandle device, byte[] binary);

  /** Compiles and links a program. */
  void build(ClHandle program, ClHandle device, String options);

  /** Returns what the compiler said. */
  String buildLog(ClHandle program, ClHandle device);

  /** Returns the device's code of a built program; empty if the driver gives none. */
  byte[] binary(ClHandle program);

  /** Creates a kernel of a built program. */
  ClHandle createKernel(ClHandle program, String name);

  /** Returns how many work-items a group of the kernel may have on the device. */
  long workGroupSize(ClHandle kernel, ClHandle device);

  /** Sets an argument that is a buffer. */
  void setArgument(ClHandle kernel, int index, ClHandle memory);

  /** Sets an argument that is given by value, as its bytes in native order. */
  void setArgument(ClHandle kernel, int index, byte[] value);

  /**
   * Enqueues a kernel.
   *
   * @param global work-items along each dimension, multiples of {@code local}
   * @param local work-items of a group along each dimension
   * @param timed whether an event is wanted
   * @return the event, to be released by the caller; null if none was wanted
   */
  @Nullable ClHandle enqueueKernel(
      ClHandle queue, ClHandle kernel, long[] global, long[] local, boolean timed);

  /**
   * Enqueues a copy from the host; the source must stay as it is until the event is complete.
   *
   * @param source a direct buffer; from its position to its limit
   * @return the event, to be released by the caller
   */
  ClHandle enqueueWrite(ClHandle queue, ClHandle memory, long at, ByteBuffer source);

  /**
   * Enqueues a copy to the host and waits until it is done.
   *
   * @param target a direct buffer; from its position to its limit
   */
  void read(ClHandle queue, ClHandle memory, long at, ByteBuffer target);

  /** Enqueues a copy from buffer to buffer; an event as for {@link #enqueueKernel}. */
  @Nullable ClHandle enqueueCopy(
      ClHandle queue,
      ClHandle from,
      long fromAt,
      ClHandle to,
      long toAt,
      long bytes,
      boolean timed);

  /** Hands the enqueued commands to the device. */
  void flush(ClHandle queue);

  /** Waits until all enqueued commands are done. */
  void finish(ClHandle queue);

  /** Waits until a command is done. */
  void await(ClHandle event);

  /** Returns how many nanoseconds a finished command ran. */
  long nanoseconds(ClHandle event);

  /** Releases an object; a queue's commands keep what they use until they are done. */
  void release(ClHandle handle);
}
