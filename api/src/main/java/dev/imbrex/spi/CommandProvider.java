package dev.imbrex.spi;

/**
 * Adds a command to the {@code imbrex} command line; found by {@link java.util.ServiceLoader}, so
 * that a command comes from the module that knows how.
 */
public interface CommandProvider {
  /**
   * Returns a new command: an object annotated with picocli's {@code @Command} that implements
   * {@code Callable<Integer>} and returns the exit code. ({@code api} itself does not know
   * picocli.)
   */
  Object command();
}
