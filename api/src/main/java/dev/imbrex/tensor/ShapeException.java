package dev.imbrex.tensor;

/**
 * Shapes or types do not fit together.
 *
 * <p>The message names the op or layer, the shapes it was given and the rule that they break.
 */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with one sentence that says what was wrong and what was expected. */
  public ShapeException(String message) {
    super(message);
  }

  /** Creates the exception with the failure that led to it. */
  public ShapeException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns a copy whose message starts with where it happened, such as a layer's name. */
  public ShapeException at(String source) {
    return new ShapeException(source + ": " + getMessage(), this);
  }
}
