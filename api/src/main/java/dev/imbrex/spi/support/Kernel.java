package dev.imbrex.spi.support;

import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import java.util.List;

/**
 * An op made ready to run on a device for given types. Closing it frees what it holds there; it is
 * not used afterwards.
 */
public interface Kernel extends AutoCloseable {
  /** Returns how much temporary memory one run needs, in bytes; undefined when it begins. */
  default long scratchBytes() {
    return 0;
  }

  /**
   * Fixes the memory that it works on.
   *
   * <p>The kernel of an op that is {@linkplain dev.imbrex.op.Op#elementwise elementwise} may find
   * an output lying exactly over an input: it reads element i of all inputs before it writes
   * element i of any output. No other overlap occurs between outputs and inputs.
   *
   * @param inputs a slice per input
   * @param outputs a slice per output
   * @param scratch {@link #scratchBytes} bytes
   */
  Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice scratch);

  /**
   * Returns what it is, for {@link dev.imbrex.spi.Executable#explain}, in the same words for every
   * kernel of its kind and size. The default is the name of its class.
   */
  default String explain() {
    String name = getClass().getSimpleName();
    int lambda = name.indexOf("$$");
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  /** Returns its class of accuracy, for {@link dev.imbrex.spi.Executable#accuracy}. */
  default Accuracy accuracy() {
    return Accuracy.STANDARD;
  }

  @Override
  default void close() {}
}
