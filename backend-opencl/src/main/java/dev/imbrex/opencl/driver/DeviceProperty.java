package dev.imbrex.opencl.driver;

/** What is asked of a device, with OpenCL's number for it (cl.h). */
public enum DeviceProperty {
  /** CL_DEVICE_TYPE, a number: a set of bits. */
  TYPE(0x1000),
  /** CL_DEVICE_VENDOR_ID, a number. */
  VENDOR_ID(0x1001),
  /** CL_DEVICE_MAX_COMPUTE_UNITS, a number. */
  COMPUTE_UNITS(0x1002),
  /** CL_DEVICE_MAX_WORK_GROUP_SIZE, a number. */
  WORK_GROUP_SIZE(0x1004),
  /** CL_DEVICE_MAX_MEM_ALLOC_SIZE, a number of bytes. */
  LARGEST_BUFFER(0x1010),
  /** CL_DEVICE_MEM_BASE_ADDR_ALIGN, a number of bits. */
  ALIGNMENT_BITS(0x1019),
  /** CL_DEVICE_GLOBAL_MEM_SIZE, a number of bytes. */
  GLOBAL_MEMORY(0x101F),
  /**
   * CL_DEVICE_LOCAL_MEM_TYPE, 1 for memory of its own, 2 for a part of global memory, 0 for none.
   */
  LOCAL_MEMORY_TYPE(0x1022),
  /** CL_DEVICE_LOCAL_MEM_SIZE, a number of bytes. */
  LOCAL_MEMORY(0x1023),
  /** CL_DEVICE_ENDIAN_LITTLE, 1 or 0. */
  LITTLE_ENDIAN(0x1026),
  /** CL_DEVICE_AVAILABLE, 1 or 0. */
  AVAILABLE(0x1027),
  /** CL_DEVICE_COMPILER_AVAILABLE, 1 or 0. */
  COMPILER(0x1028),
  /** CL_DEVICE_NAME, a text. */
  NAME(0x102B),
  /** CL_DEVICE_VENDOR, a text. */
  VENDOR(0x102C),
  /** CL_DRIVER_VERSION, a text. */
  DRIVER_VERSION(0x102D),
  /** CL_DEVICE_VERSION, a text. */
  VERSION(0x102F),
  /** CL_DEVICE_EXTENSIONS, a text. */
  EXTENSIONS(0x1030),
  /** CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT, a number. */
  VECTOR_WIDTH(0x103A);

  private final int number;

  DeviceProperty(int number) {
    this.number = number;
  }

  /** Returns OpenCL's number for it. */
  public int number() {
    return number;
  }
}
