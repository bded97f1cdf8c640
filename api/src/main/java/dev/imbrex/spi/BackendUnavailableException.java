package dev.imbrex.spi;

/**
 * A backend or device can not be used; the message lists what was looked for, why each candidate
 * was refused and what would help.
 */
public final class BackendUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with one sentence that says what was wrong and what to do. */
  public BackendUnavailableException(String message) {
    super(message);
  }

  /** Creates the exception with the failure that led to it. */
  public BackendUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
