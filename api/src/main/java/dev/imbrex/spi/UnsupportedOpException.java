package dev.imbrex.spi;

/** A backend can not run an op; the message names the op, its types and the layer it comes from. */
public final class UnsupportedOpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with one sentence that says what was wrong and what to do. */
  public UnsupportedOpException(String message) {
    super(message);
  }

  /** Creates the exception with the failure that led to it. */
  public UnsupportedOpException(String message, Throwable cause) {
    super(message, cause);
  }
}
