package dev.imbrex.spi;

/**
 * The device stopped working (reset, unplugged, driver crash); the backend must be closed and
 * opened again.
 */
public final class DeviceLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with one sentence that says what was wrong and what to do. */
  public DeviceLostException(String message) {
    super(message);
  }

  /** Creates the exception with the failure that led to it. */
  public DeviceLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
