package dev.imbrex.opencl.driver;

import java.nio.ByteBuffer;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_event;
import org.jocl.cl_mem;

/**
 * A driver that waits for every copy to the device. For those that do not: JOCL waits for them in a
 * thread of its own, and Oclgrind, which runs commands in the thread that waits, is not made for
 * two.
 */
public final class BlockingWrites {
  private BlockingWrites() {}

  /** Stands in front of JOCL. */
  public static ClDriver over(JoclDriver driver) {
    return Drivers.of(
        (method, arguments) ->
            method.getName().equals("enqueueWrite")
                ? write(
                    (ClHandle) arguments[0],
                    (ClHandle) arguments[1],
                    (long) arguments[2],
                    (ByteBuffer) arguments[3])
                : Drivers.forward(driver, method, arguments));
  }

  private static ClHandle write(ClHandle queue, ClHandle memory, long at, ByteBuffer source) {
    cl_event event = new cl_event();
    int code =
        CL.clEnqueueWriteBuffer(
            queue.as(cl_command_queue.class),
            memory.as(cl_mem.class),
            true,
            at,
            source.remaining(),
            Pointer.toBuffer(source),
            0,
            null,
            event);
    if (code != CL.CL_SUCCESS) {
      throw new ClException("clEnqueueWriteBuffer", code);
    }
    return new ClHandle(ClHandle.Kind.EVENT, event);
  }
}
