package dev.imbrex.opencl.driver;

import static org.jocl.CL.CL_CONTEXT_PLATFORM;
import static org.jocl.CL.CL_DEVICE_NOT_FOUND;
import static org.jocl.CL.CL_KERNEL_WORK_GROUP_SIZE;
import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.CL_PLATFORM_NAME;
import static org.jocl.CL.CL_PLATFORM_NOT_FOUND_KHR;
import static org.jocl.CL.CL_PROFILING_COMMAND_END;
import static org.jocl.CL.CL_PROFILING_COMMAND_START;
import static org.jocl.CL.CL_PROGRAM_BINARIES;
import static org.jocl.CL.CL_PROGRAM_BINARY_SIZES;
import static org.jocl.CL.CL_PROGRAM_BUILD_LOG;
import static org.jocl.CL.CL_QUEUE_PROFILING_ENABLE;
import static org.jocl.CL.CL_SUCCESS;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.jocl.cl_program;
import org.jspecify.annotations.Nullable;

/** OpenCL through JOCL. */
public final class JoclDriver implements ClDriver {
  /** JOCL's own constant is the int -1, which some drivers refuse when it arrives sign-extended. */
  private static final long ALL_DEVICES = 0xFFFFFFFFL;

  /** Creates the driver; nothing is loaded before the first call. */
  public JoclDriver() {}

  @Override
  public List<ClHandle> platforms() {
    JoclLibrary.load();
    int[] count = new int[1];
    int code = CL.clGetPlatformIDs(0, null, count);
    if (code == CL_PLATFORM_NOT_FOUND_KHR) {
      return List.of();
    }
    check("clGetPlatformIDs", code);
    cl_platform_id[] platforms = new cl_platform_id[count[0]];
    if (platforms.length > 0) {
      check("clGetPlatformIDs", CL.clGetPlatformIDs(platforms.length, platforms, null));
    }
    return handles(ClHandle.Kind.PLATFORM, platforms);
  }

  @Override
  public String platformName(ClHandle platform) {
    cl_platform_id id = platform.as(cl_platform_id.class);
    return text(
        "clGetPlatformInfo",
        (size, value, needed) -> CL.clGetPlatformInfo(id, CL_PLATFORM_NAME, size, value, needed));
  }

  @Override
  public List<ClHandle> devices(ClHandle platform) {
    cl_platform_id id = platform.as(cl_platform_id.class);
    int[] count = new int[1];
    int code = CL.clGetDeviceIDs(id, ALL_DEVICES, 0, null, count);
    if (code == CL_DEVICE_NOT_FOUND) {
      return List.of();
    }
    check("clGetDeviceIDs", code);
    cl_device_id[] devices = new cl_device_id[count[0]];
    if (devices.length > 0) {
      check("clGetDeviceIDs", CL.clGetDeviceIDs(id, ALL_DEVICES, devices.length, devices, null));
    }
    return handles(ClHandle.Kind.DEVICE, devices);
  }

  private static List<ClHandle> handles(ClHandle.Kind kind, Object[] references) {
    List<ClHandle> handles = new ArrayList<>();
    for (Object r : references) {
      handles.add(new ClHandle(kind, r));
    }
    return handles;
  }

  @Override
  public String text(ClHandle device, DeviceProperty property) {
    cl_device_id id = device.as(cl_device_id.class);
    return text(
        "clGetDeviceInfo",
        (size, value, needed) -> CL.clGetDeviceInfo(id, property.number(), size, value, needed));
  }

  @Override
  public long number(ClHandle device, DeviceProperty property) {
    // Numbers have 4 or 8 bytes; the rest of the word stays zero, which is right on the
    // little-endian
    // machines that JOCL's native library is made for.
    long[] value = new long[1];
    check(
        "clGetDeviceInfo",
        CL.clGetDeviceInfo(
            device.as(cl_device_id.class),
            property.number(),
            Sizeof.cl_long,
            Pointer.to(value),
            null));
    return value[0];
  }

  @Override
  public ClHandle createContext(ClHandle platform, ClHandle device) {
    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL_CONTEXT_PLATFORM, platform.as(cl_platform_id.class));
    int[] code = new int[1];
    cl_device_id[] devices = {device.as(cl_device_id.class)};
    cl_context context = CL.clCreateContext(properties, 1, devices, null, null, code);
    check("clCreateContext", code[0]);
    return new ClHandle(ClHandle.Kind.CONTEXT, context);
  }

  @Override
  @SuppressWarnings("deprecation") // the call that replaces it came with OpenCL 2.0
  public ClHandle createQueue(ClHandle context, ClHandle device, boolean profiling) {
    int[] code = new int[1];
    cl_command_queue queue =
        CL.clCreateCommandQueue(
            context.as(cl_context.class),
            device.as(cl_device_id.class),
            profiling ? CL_QUEUE_PROFILING_ENABLE : 0,
            code);
    check("clCreateCommandQueue", code[0]);
    return new ClHandle(ClHandle.Kind.QUEUE, queue);
  }

  @Override
  public ClHandle createBuffer(ClHandle context, long bytes) {
    int[] code = new int[1];
    cl_mem memory =
        CL.clCreateBuffer(context.as(cl_context.class), CL_MEM_READ_WRITE, bytes, null, code);
    check("clCreateBuffer", code[0]);
    return new ClHandle(ClHandle.Kind.MEMORY, memory);
  }

  @Override
  public ClHandle createProgram(ClHandle context, String source) {
    int[] code = new int[1];
    cl_program program =
        CL.clCreateProgramWithSource(
            context.as(cl_context.class), 1, new String[] {source}, null, code);
    check("clCreateProgramWithSource", code[0]);
    return new ClHandle(ClHandle.Kind.PROGRAM, program);
  }

  @Override
  public ClHandle createProgram(ClHandle context, ClHandle device, byte[] binary) {
    int[] code = new int[1];
    int[] status = new int[1];
    cl_program program =
        CL.clCreateProgramWithBinary(
            context.as(cl_context.class),
            1,
            new cl_device_id[] {device.as(cl_device_id.class)},
            new long[] {binary.length},
            new byte[][] {binary},
            status,
            code);
    check("clCreateProgramWithBinary", code[0]);
    return new ClHandle(ClHandle.Kind.PROGRAM, program);
  }

  @Override
  public void build(ClHandle program, ClHandle device, String options) {
    int status =
        CL.clBuildProgram(
            program.as(cl_program.class),
            1,
            new cl_device_id[] {device.as(cl_device_id.class)},
            options,
            null,
            null);
    SignalHandlers.takeBack();
    check("clBuildProgram", status);
  }

  @Override
  public String buildLog(ClHandle program, ClHandle device) {
    return text(
        "clGetProgramBuildInfo",
        (size, value, needed) ->
            CL.clGetProgramBuildInfo(
                program.as(cl_program.class),
                device.as(cl_device_id.class),
                CL_PROGRAM_BUILD_LOG,
                size,
                value,
                needed));
  }

  @Override
  public byte[] binary(ClHandle program) {
    cl_program p = program.as(cl_program.class);
    long[] size = new long[1];
    check(
        "clGetProgramInfo",
        CL.clGetProgramInfo(p, CL_PROGRAM_BINARY_SIZES, Sizeof.size_t, Pointer.to(size), null));
    byte[] bytes = new byte[(int) size[0]];
    if (bytes.length > 0) {
      Pointer pointers = Pointer.to(new Pointer[] {Pointer.to(bytes)});
      check(
          "clGetProgramInfo",
          CL.clGetProgramInfo(p, CL_PROGRAM_BINARIES, Sizeof.POINTER, pointers, null));
    }
    return bytes;
  }

  @Override
  public ClHandle createKernel(ClHandle program, String name) {
    int[] code = new int[1];
    cl_kernel kernel = CL.clCreateKernel(program.as(cl_program.class), name, code);
    check("clCreateKernel", code[0]);
    return new ClHandle(ClHandle.Kind.KERNEL, kernel);
  }

  @Override
  public long workGroupSize(ClHandle kernel, ClHandle device) {
    long[] value = new long[1];
    check(
        "clGetKernelWorkGroupInfo",
        CL.clGetKernelWorkGroupInfo(
            kernel.as(cl_kernel.class),
            device.as(cl_device_id.class),
            CL_KERNEL_WORK_GROUP_SIZE,
            Sizeof.size_t,
            Pointer.to(value),
            null));
    return value[0];
  }

  @Override
  public void setArgument(ClHandle kernel, int index, ClHandle memory) {
    check(
        "clSetKernelArg",
        CL.clSetKernelArg(
            kernel.as(cl_kernel.class), index, Sizeof.cl_mem, Pointer.to(memory.as(cl_mem.class))));
  }

  @Override
  public void setArgument(ClHandle kernel, int index, byte[] value) {
    check(
        "clSetKernelArg",
        CL.clSetKernelArg(kernel.as(cl_kernel.class), index, value.length, Pointer.to(value)));
  }

  @Override
  public @Nullable ClHandle enqueueKernel(
      ClHandle queue, ClHandle kernel, long[] global, long[] local, boolean timed) {
    cl_event event = timed ? new cl_event() : null;
    check(
        "clEnqueueNDRangeKernel",
        CL.clEnqueueNDRangeKernel(
            queue.as(cl_command_queue.class),
            kernel.as(cl_kernel.class),
            global.length,
            null,
            global,
            local,
            0,
            null,
            event));
    return event == null ? null : new ClHandle(ClHandle.Kind.EVENT, event);
  }

  @Override
  public ClHandle enqueueWrite(ClHandle queue, ClHandle memory, long at, ByteBuffer source) {
    cl_event event = new cl_event();
    check(
        "clEnqueueWriteBuffer",
        CL.clEnqueueWriteBuffer(
            queue.as(cl_command_queue.class),
            memory.as(cl_mem.class),
            false,
            at,
            source.remaining(),
            Pointer.toBuffer(source),
            0,
            null,
            event));
    return new ClHandle(ClHandle.Kind.EVENT, event);
  }

  @Override
  public void read(ClHandle queue, ClHandle memory, long at, ByteBuffer target) {
    check(
        "clEnqueueReadBuffer",
        CL.clEnqueueReadBuffer(
            queue.as(cl_command_queue.class),
            memory.as(cl_mem.class),
            true,
            at,
            target.remaining(),
            Pointer.toBuffer(target),
            0,
            null,
            null));
  }

  @Override
  public @Nullable ClHandle enqueueCopy(
      ClHandle queue,
      ClHandle from,
      long fromAt,
      ClHandle to,
      long toAt,
      long bytes,
      boolean timed) {
    cl_event event = timed ? new cl_event() : null;
    check(
        "clEnqueueCopyBuffer",
        CL.clEnqueueCopyBuffer(
            queue.as(cl_command_queue.class),
            from.as(cl_mem.class),
            to.as(cl_mem.class),
            fromAt,
            toAt,
            bytes,
            0,
            null,
            event));
    return event == null ? null : new ClHandle(ClHandle.Kind.EVENT, event);
  }

  @Override
  public void flush(ClHandle queue) {
    check("clFlush", CL.clFlush(queue.as(cl_command_queue.class)));
  }

  @Override
  public void finish(ClHandle queue) {
    check("clFinish", CL.clFinish(queue.as(cl_command_queue.class)));
  }

  @Override
  public void await(ClHandle event) {
    check("clWaitForEvents", CL.clWaitForEvents(1, new cl_event[] {event.as(cl_event.class)}));
  }

  @Override
  public long nanoseconds(ClHandle event) {
    return time(event, CL_PROFILING_COMMAND_END) - time(event, CL_PROFILING_COMMAND_START);
  }

  private static long time(ClHandle event, int which) {
    long[] value = new long[1];
    check(
        "clGetEventProfilingInfo",
        CL.clGetEventProfilingInfo(
            event.as(cl_event.class), which, Sizeof.cl_ulong, Pointer.to(value), null));
    return value[0];
  }

  @Override
  public void release(ClHandle handle) {
    switch (handle.kind()) {
      case CONTEXT:
        check("clReleaseContext", CL.clReleaseContext(handle.as(cl_context.class)));
        break;
      case QUEUE:
        check("clReleaseCommandQueue", CL.clReleaseCommandQueue(handle.as(cl_command_queue.class)));
        break;
      case MEMORY:
        check("clReleaseMemObject", CL.clReleaseMemObject(handle.as(cl_mem.class)));
        break;
      case PROGRAM:
        check("clReleaseProgram", CL.clReleaseProgram(handle.as(cl_program.class)));
        break;
      case KERNEL:
        check("clReleaseKernel", CL.clReleaseKernel(handle.as(cl_kernel.class)));
        break;
      case EVENT:
        check("clReleaseEvent", CL.clReleaseEvent(handle.as(cl_event.class)));
        break;
      default:
        throw new IllegalArgumentException(handle + " is not released.");
    }
  }

  /** An information call of OpenCL with everything given but where its answer goes. */
  private interface Query {
    int ask(long size, @Nullable Pointer value, long @Nullable [] needed);
  }

  private static String text(String call, Query query) {
    long[] size = new long[1];
    check(call, query.ask(0, null, size));
    if (size[0] == 0) {
      return "";
    }
    byte[] bytes = new byte[(int) size[0]];
    check(call, query.ask(bytes.length, Pointer.to(bytes), null));
    return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
  }

  private static void check(String call, int code) {
    if (code != CL_SUCCESS) {
      throw new ClException(call, code);
    }
  }
}
