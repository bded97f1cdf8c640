package dev.imbrex.opencl.driver;

import java.util.Map;

/** The codes that calls to OpenCL return, as far as they are told apart here. */
public final class ClStatus {
  /** The device is gone or in use. */
  public static final int DEVICE_NOT_AVAILABLE = -2;

  /** There is no compiler. */
  public static final int COMPILER_NOT_AVAILABLE = -3;

  /** There is no memory for a buffer. */
  public static final int MEM_OBJECT_ALLOCATION_FAILURE = -4;

  /** The device ran out of something: registers, memory, time. */
  public static final int OUT_OF_RESOURCES = -5;

  /** The host ran out of memory. */
  public static final int OUT_OF_HOST_MEMORY = -6;

  /** A program does not compile. */
  public static final int BUILD_PROGRAM_FAILURE = -11;

  /** The context is broken. */
  public static final int INVALID_CONTEXT = -34;

  /** The queue is broken, as after a reset of the device. */
  public static final int INVALID_COMMAND_QUEUE = -36;

  /** A binary is not for this device or driver. */
  public static final int INVALID_BINARY = -42;

  /** The work-group size does not fit the kernel. */
  public static final int INVALID_WORK_GROUP_SIZE = -54;

  /** One extent of a work-group does not fit the device. */
  public static final int INVALID_WORK_ITEM_SIZE = -55;

  /** A buffer is larger than the device allows. */
  public static final int INVALID_BUFFER_SIZE = -61;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0, "CL_SUCCESS"),
          Map.entry(-1, "CL_DEVICE_NOT_FOUND"),
          Map.entry(DEVICE_NOT_AVAILABLE, "CL_DEVICE_NOT_AVAILABLE"),
          Map.entry(COMPILER_NOT_AVAILABLE, "CL_COMPILER_NOT_AVAILABLE"),
          Map.entry(MEM_OBJECT_ALLOCATION_FAILURE, "CL_MEM_OBJECT_ALLOCATION_FAILURE"),
          Map.entry(OUT_OF_RESOURCES, "CL_OUT_OF_RESOURCES"),
          Map.entry(OUT_OF_HOST_MEMORY, "CL_OUT_OF_HOST_MEMORY"),
          Map.entry(-7, "CL_PROFILING_INFO_NOT_AVAILABLE"),
          Map.entry(-8, "CL_MEM_COPY_OVERLAP"),
          Map.entry(BUILD_PROGRAM_FAILURE, "CL_BUILD_PROGRAM_FAILURE"),
          Map.entry(-12, "CL_MAP_FAILURE"),
          Map.entry(-14, "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST"),
          Map.entry(-30, "CL_INVALID_VALUE"),
          Map.entry(-31, "CL_INVALID_DEVICE_TYPE"),
          Map.entry(-32, "CL_INVALID_PLATFORM"),
          Map.entry(-33, "CL_INVALID_DEVICE"),
          Map.entry(INVALID_CONTEXT, "CL_INVALID_CONTEXT"),
          Map.entry(-35, "CL_INVALID_QUEUE_PROPERTIES"),
          Map.entry(INVALID_COMMAND_QUEUE, "CL_INVALID_COMMAND_QUEUE"),
          Map.entry(-38, "CL_INVALID_MEM_OBJECT"),
          Map.entry(INVALID_BINARY, "CL_INVALID_BINARY"),
          Map.entry(-43, "CL_INVALID_BUILD_OPTIONS"),
          Map.entry(-44, "CL_INVALID_PROGRAM"),
          Map.entry(-45, "CL_INVALID_PROGRAM_EXECUTABLE"),
          Map.entry(-46, "CL_INVALID_KERNEL_NAME"),
          Map.entry(-47, "CL_INVALID_KERNEL_DEFINITION"),
          Map.entry(-48, "CL_INVALID_KERNEL"),
          Map.entry(-49, "CL_INVALID_ARG_INDEX"),
          Map.entry(-50, "CL_INVALID_ARG_VALUE"),
          Map.entry(-51, "CL_INVALID_ARG_SIZE"),
          Map.entry(-52, "CL_INVALID_KERNEL_ARGS"),
          Map.entry(-53, "CL_INVALID_WORK_DIMENSION"),
          Map.entry(INVALID_WORK_GROUP_SIZE, "CL_INVALID_WORK_GROUP_SIZE"),
          Map.entry(INVALID_WORK_ITEM_SIZE, "CL_INVALID_WORK_ITEM_SIZE"),
          Map.entry(-56, "CL_INVALID_GLOBAL_OFFSET"),
          Map.entry(-58, "CL_INVALID_EVENT"),
          Map.entry(-59, "CL_INVALID_OPERATION"),
          Map.entry(INVALID_BUFFER_SIZE, "CL_INVALID_BUFFER_SIZE"),
          Map.entry(-63, "CL_INVALID_GLOBAL_WORK_SIZE"),
          Map.entry(-1001, "CL_PLATFORM_NOT_FOUND_KHR"));

  private ClStatus() {}

  /** Returns the symbolic name of a code. */
  public static String name(int code) {
    return NAMES.getOrDefault(code, "an unknown code");
  }
}
