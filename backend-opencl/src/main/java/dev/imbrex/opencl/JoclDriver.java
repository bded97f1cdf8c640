package dev.imbrex.opencl;

import static org.jocl.CL.CL_DEVICE_NAME;
import static org.jocl.CL.CL_DEVICE_NOT_FOUND;
import static org.jocl.CL.CL_PLATFORM_NAME;
import static org.jocl.CL.CL_PLATFORM_NOT_FOUND_KHR;
import static org.jocl.CL.CL_SUCCESS;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;
import org.jspecify.annotations.Nullable;

/** OpenCL through JOCL. */
final class JoclDriver implements ClDriver {
  /** JOCL's own constant is the int -1, which some drivers refuse when it arrives sign-extended. */
  private static final long ALL_DEVICES = 0xFFFFFFFFL;

  @Override
  public List<ClDevice> devices() {
    JoclLibrary.load();
    List<ClDevice> devices = new ArrayList<>();
    for (cl_platform_id platform : platforms()) {
      String name =
          text(
              "clGetPlatformInfo",
              (size, value, needed) ->
                  CL.clGetPlatformInfo(platform, CL_PLATFORM_NAME, size, value, needed));
      for (cl_device_id device : devicesOf(platform)) {
        devices.add(
            new ClDevice(
                name,
                text(
                    "clGetDeviceInfo",
                    (size, value, needed) ->
                        CL.clGetDeviceInfo(device, CL_DEVICE_NAME, size, value, needed))));
      }
    }
    return devices;
  }

  private static cl_platform_id[] platforms() {
    int[] count = new int[1];
    int code = CL.clGetPlatformIDs(0, null, count);
    if (code == CL_PLATFORM_NOT_FOUND_KHR) {
      return new cl_platform_id[0];
    }
    check("clGetPlatformIDs", code);
    cl_platform_id[] platforms = new cl_platform_id[count[0]];
    if (platforms.length > 0) {
      check("clGetPlatformIDs", CL.clGetPlatformIDs(platforms.length, platforms, null));
    }
    return platforms;
  }

  private static cl_device_id[] devicesOf(cl_platform_id platform) {
    int[] count = new int[1];
    int code = CL.clGetDeviceIDs(platform, ALL_DEVICES, 0, null, count);
    if (code == CL_DEVICE_NOT_FOUND) {
      return new cl_device_id[0];
    }
    check("clGetDeviceIDs", code);
    cl_device_id[] devices = new cl_device_id[count[0]];
    if (devices.length > 0) {
      check(
          "clGetDeviceIDs",
          CL.clGetDeviceIDs(platform, ALL_DEVICES, devices.length, devices, null));
    }
    return devices;
  }

  /** An information call of OpenCL with everything given but where its answer goes. */
  private interface Query {
    int ask(long size, @Nullable Pointer value, long @Nullable [] needed);
  }

  private static String text(String call, Query query) {
    long[] size = new long[1];
    check(call, query.ask(0, null, size));
    byte[] bytes = new byte[(int) size[0]];
    check(call, query.ask(bytes.length, Pointer.to(bytes), null));
    return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
  }

  private static void check(String call, int code) {
    if (code != CL_SUCCESS) {
      throw new ClException(call, CL.stringFor_errorCode(code), code);
    }
  }
}
