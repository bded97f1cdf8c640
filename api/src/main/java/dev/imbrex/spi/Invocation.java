package dev.imbrex.spi;

/**
 * An executable with its memory bound; belongs to one thread at a time.
 *
 * <p>Whoever binds often closes what is no longer run. Whoever binds once may leave that to the
 * executable.
 */
@FunctionalInterface
public interface Invocation extends AutoCloseable {
  /**
   * Runs the program, or hands it to the device's queue: {@link Backend#synchronize} and {@link
   * Buffer#read} wait for it. Looks nothing up and allocates nothing.
   */
  void run();

  /**
   * Frees what the binding holds on the device, such as kernel objects, but not the memory that was
   * bound; closing its executable does so too. It is not run afterwards. Closing twice does
   * nothing.
   */
  @Override
  default void close() {}
}
