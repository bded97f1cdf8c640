package dev.imbrex.data;

/** One attempt to fetch a file has failed. */
final class DownloadException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whether to ask the same place again, for the rest of the file. */
  final transient boolean again;

  DownloadException(String why, boolean again) {
    super(why);
    this.again = again;
  }
}
