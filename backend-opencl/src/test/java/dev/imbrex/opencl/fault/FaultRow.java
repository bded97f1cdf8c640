package dev.imbrex.opencl.fault;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How a method of the driver may fail.
 *
 * @param call OpenCL's name of what it calls
 * @param fallback what happens instead of an error, as a phrase; empty where there must be one
 * @param codes the plausible ones
 */
record FaultRow(String call, String fallback, List<Integer> codes) {
  private static final int LOST = -2;
  private static final int NO_COMPILER = -3;
  private static final int NO_BUFFER = -4;
  private static final int NO_RESOURCES = -5;
  private static final int NO_HOST_MEMORY = -6;
  private static final int NO_TIMES = -7;
  private static final int BUILD_FAILED = -11;
  private static final int COMMAND_FAILED = -14;
  private static final int INVALID_VALUE = -30;
  private static final int INVALID_PLATFORM = -32;
  private static final int INVALID_DEVICE = -33;
  private static final int INVALID_CONTEXT = -34;
  private static final int INVALID_PROPERTIES = -35;
  private static final int INVALID_QUEUE = -36;
  private static final int INVALID_MEMORY = -38;
  private static final int INVALID_BINARY = -42;
  private static final int INVALID_OPTIONS = -43;
  private static final int INVALID_EXECUTABLE = -45;
  private static final int INVALID_KERNEL_NAME = -46;
  private static final int INVALID_KERNEL_DEFINITION = -47;
  private static final int INVALID_ARGUMENT_INDEX = -49;
  private static final int INVALID_ARGUMENT_SIZE = -51;
  private static final int INVALID_ARGUMENTS = -52;
  private static final int INVALID_GROUP = -54;
  private static final int INVALID_EVENT = -58;
  private static final int INVALID_SIZE = -61;
  private static final int UNKNOWN = -9999;

  /** A row per method, by its signature. */
  static final Map<String, FaultRow> TABLE =
      Map.ofEntries(
          entry("platforms()", row("clGetPlatformIDs", NO_HOST_MEMORY)),
          entry("platformName(ClHandle)", row("clGetPlatformInfo", INVALID_PLATFORM)),
          entry("devices(ClHandle)", row("clGetDeviceIDs", LOST, INVALID_PLATFORM)),
          entry("text(ClHandle, DeviceProperty)", row("clGetDeviceInfo", INVALID_DEVICE)),
          entry("number(ClHandle, DeviceProperty)", row("clGetDeviceInfo", INVALID_DEVICE)),
          entry("createContext(ClHandle, ClHandle)", row("clCreateContext", LOST, INVALID_DEVICE)),
          entry(
              "createQueue(ClHandle, ClHandle, boolean)",
              row("clCreateCommandQueue", LOST, INVALID_CONTEXT, INVALID_PROPERTIES)),
          entry(
              "createBuffer(ClHandle, long)",
              row("clCreateBuffer", NO_BUFFER, INVALID_SIZE, INVALID_CONTEXT)
                  .or("frees what the pool keeps and asks again")),
          entry(
              "createProgram(ClHandle, String)", row("clCreateProgramWithSource", INVALID_CONTEXT)),
          entry(
              "createProgram(ClHandle, ClHandle, byte[])",
              row("clCreateProgramWithBinary", INVALID_BINARY, INVALID_DEVICE)
                  .or("builds from source")),
          entry(
              "build(ClHandle, ClHandle, String)",
              row(
                      "clBuildProgram",
                      BUILD_FAILED,
                      NO_COMPILER,
                      INVALID_BINARY,
                      INVALID_OPTIONS,
                      LOST)
                  .or("builds from source if it was a binary")),
          entry(
              "buildLog(ClHandle, ClHandle)",
              row("clGetProgramBuildInfo", INVALID_DEVICE)
                  .or("tells of the failed build without the log")),
          entry(
              "binary(ClHandle)",
              row("clGetProgramInfo", INVALID_VALUE).or("does not keep the program")),
          entry(
              "createKernel(ClHandle, String)",
              row(
                  "clCreateKernel",
                  INVALID_KERNEL_NAME,
                  INVALID_EXECUTABLE,
                  INVALID_KERNEL_DEFINITION)),
          entry(
              "workGroupSize(ClHandle, ClHandle)", row("clGetKernelWorkGroupInfo", INVALID_DEVICE)),
          entry(
              "setArgument(ClHandle, int, ClHandle)",
              row("clSetKernelArg", INVALID_ARGUMENT_INDEX, INVALID_MEMORY)),
          entry(
              "setArgument(ClHandle, int, byte[])",
              row("clSetKernelArg", INVALID_ARGUMENT_INDEX, INVALID_ARGUMENT_SIZE)),
          entry(
              "enqueueKernel(ClHandle, ClHandle, long[], long[], boolean)",
              row(
                  "clEnqueueNDRangeKernel",
                  NO_BUFFER,
                  INVALID_QUEUE,
                  INVALID_GROUP,
                  INVALID_ARGUMENTS)),
          entry(
              "enqueueWrite(ClHandle, ClHandle, long, ByteBuffer)",
              row("clEnqueueWriteBuffer", NO_BUFFER, INVALID_QUEUE, INVALID_MEMORY)),
          entry(
              "read(ClHandle, ClHandle, long, ByteBuffer)",
              row("clEnqueueReadBuffer", NO_BUFFER, INVALID_QUEUE, COMMAND_FAILED)),
          entry(
              "enqueueCopy(ClHandle, ClHandle, long, ClHandle, long, long, boolean)",
              row("clEnqueueCopyBuffer", NO_BUFFER, INVALID_QUEUE, INVALID_MEMORY)),
          entry("flush(ClHandle)", row("clFlush", INVALID_QUEUE)),
          entry(
              "finish(ClHandle)",
              row("clFinish", INVALID_QUEUE, LOST).or("closes without having waited")),
          entry(
              "await(ClHandle)",
              row("clWaitForEvents", COMMAND_FAILED, INVALID_EVENT)
                  .or("leaves a command's time out of the profile")),
          entry(
              "nanoseconds(ClHandle)",
              row("clGetEventProfilingInfo", NO_TIMES, INVALID_EVENT)
                  .or("leaves a command's time out of the profile")),
          entry(
              "release(ClHandle)",
              row("clRelease", INVALID_MEMORY, INVALID_EVENT).or("logs it and goes on")));

  private static FaultRow row(String call, Integer... codes) {
    List<Integer> own = Arrays.asList(codes);
    List<Integer> all = new ArrayList<>(own);
    all.addAll(List.of(NO_RESOURCES, NO_HOST_MEMORY, UNKNOWN)); // any call can say these
    return new FaultRow(call, "", all.stream().distinct().toList());
  }

  private FaultRow or(String what) {
    return new FaultRow(call, what, codes);
  }
}
