package dev.imbrex.conformance.cases;

/** What was drawn makes no case, such as a window larger than its picture: draw again. */
final class RejectedDrawException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RejectedDrawException(String why) {
    super(why, null, false, false);
  }
}
