package dev.imbrex.opencl;

/** A call to OpenCL that failed; the message names the call and the symbolic code. */
final class ClException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClException(String call, String codeName, int code) {
    super(call + " failed with " + codeName + " (" + code + ")");
  }
}
