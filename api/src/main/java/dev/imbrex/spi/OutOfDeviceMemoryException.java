package dev.imbrex.spi;

/** There is not enough device memory; the backend stays usable. */
public final class OutOfDeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param asked how many bytes were asked for, 0 if that is not known
   * @param held how many bytes this process holds on the device
   * @param total how many bytes the device has
   * @param largest how many bytes a single buffer can have
   * @param purpose what they were for, such as a layer's name
   */
  public OutOfDeviceMemoryException(
      long asked, long held, long total, long largest, String purpose) {
    super(
        String.format(
            "Not enough device memory for %s: %swhile holding %,d of %,d bytes (largest single buffer"
                + " %,d); use a smaller batch or close what is not needed.",
            purpose,
            asked == 0 ? "" : String.format("asked for %,d bytes ", asked),
            held,
            total,
            largest));
  }
}
