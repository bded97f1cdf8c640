package dev.imbrex.spi;

import java.util.List;

/** A program, translated for a device. Safe for use from several threads. */
public interface Executable extends AutoCloseable {
  /** Returns how much temporary memory one invocation needs; may be 0. */
  long arenaBytes();

  /**
   * Fixes where inputs, outputs and temporaries lie.
   *
   * <p>An output that updates an input in place gets that input's slice. No other output may
   * overlap an input, another output or the arena. Invocations that may run at the same time need
   * arenas of their own.
   *
   * @param inputs a slice per input of the program, of exactly its type's bytes
   * @param outputs a slice per output, likewise
   * @param arena at least {@link #arenaBytes} bytes, aligned as {@link DeviceInfo#alignmentBytes}
   *     says
   * @throws IllegalArgumentException if they do not fit or overlap
   */
  Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice arena);

  /**
   * Returns the widest class of accuracy of its ops, which the conformance kit holds it to.
   * Anything but {@link Accuracy#STANDARD} is for those who have asked for it.
   */
  default Accuracy accuracy() {
    return Accuracy.STANDARD;
  }

  /** Returns what was made of the program: kernels, fusions and memory, as text. */
  String explain();

  /**
   * Returns the way that was taken for each op of which this backend has several, for {@link
   * CompileOptions#withWays}: with these the same program gives the same bits on this device,
   * whatever has been measured since. Names are those of {@link Backend#implementations} or, where
   * that says less than all that changes bits, of one of their variants.
   *
   * @return {@link OpWays#NONE} where this backend has nothing to choose
   */
  default OpWays ways() {
    return OpWays.NONE;
  }

  /**
   * Returns how long each node took since the program was compiled, in the order in which they run,
   * all invocations together. Waits for work that is measured.
   *
   * @return empty unless it was compiled with {@link CompileOptions#profile} on a backend that
   *     measures
   */
  default List<NodeTime> profile() {
    return List.of();
  }

  /** Frees what it holds on the device, its invocations included. Closing twice does nothing. */
  @Override
  void close();
}
