package dev.imbrex.opencl.driver;

/** A call to OpenCL that failed; the message names the call and the symbolic code. */
public final class ClException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int code;

  /** Creates the exception of a call that returned a code other than CL_SUCCESS. */
  public ClException(String call, int code) {
    super(call + " failed with " + ClStatus.name(code) + " (" + code + ")");
    this.call = call;
    this.code = code;
  }

  /** Returns the name of the call. */
  public String call() {
    return call;
  }

  /** Returns the code, one of {@link ClStatus}. */
  public int code() {
    return code;
  }
}
