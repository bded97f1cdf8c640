package dev.imbrex.io;

/**
 * A stored model, checkpoint or configuration is malformed or does not fit; the message says where.
 */
public final class ModelFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with one sentence that says what was wrong and what was expected. */
  public ModelFormatException(String message) {
    super(message);
  }

  /** Creates the exception with the failure that led to it. */
  public ModelFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
