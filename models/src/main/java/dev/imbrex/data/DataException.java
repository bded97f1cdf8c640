package dev.imbrex.data;

/**
 * Files of a data set or a picture are missing, damaged or of another kind; the message says which,
 * what was expected and what to do.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with one sentence that says what was wrong and what to do. */
  public DataException(String message) {
    super(message);
  }

  /** Creates the exception with the failure that led to it. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
