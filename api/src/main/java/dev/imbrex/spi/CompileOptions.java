package dev.imbrex.spi;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How to compile a program.
 *
 * @param fuse whether neighbouring ops may be fused into composites that the backend runs natively
 * @param implementation the name of one of {@link Backend#implementations} to use for every op that
 *     has it, for tests and tuners; other ops run as usual
 * @param profile whether times are measured for {@link Executable#profile}, which may make it
 *     slower
 * @param recompute if given, the index of the output whose computation ends a forward pass, of
 *     which values may be computed again by the backward pass instead of being kept: less memory,
 *     more time, the same results
 * @param ways which way to run which op, such as another executable has taken ({@link
 *     Executable#ways}); what the backend does not have, and ops that are not among them, run as
 *     usual
 */
public record CompileOptions(
    boolean fuse,
    Optional<String> implementation,
    boolean profile,
    OptionalInt recompute,
    OpWays ways) {
  /** What is right for nearly everybody: fuse, and run each op as the backend thinks best. */
  public static final CompileOptions DEFAULT = new CompileOptions(true);

  /** Creates the options with which each op runs as the backend thinks best, unmeasured. */
  public CompileOptions(boolean fuse) {
    this(fuse, Optional.empty(), false, OptionalInt.empty(), OpWays.NONE);
  }

  /** Returns these options with an implementation for every op that has it. */
  public CompileOptions withImplementation(String name) {
    return new CompileOptions(fuse, Optional.of(name), profile, recompute, ways);
  }

  /** Returns these options with times measured, or not. */
  public CompileOptions withProfile(boolean measured) {
    return new CompileOptions(fuse, implementation, measured, recompute, ways);
  }

  /**
   * Returns these options with values of the forward pass computed again.
   *
   * @param output the index of the output whose computation ends it
   */
  public CompileOptions withRecompute(int output) {
    return new CompileOptions(fuse, implementation, profile, OptionalInt.of(output), ways);
  }

  /** Returns these options with these ways in place of others. */
  public CompileOptions withWays(OpWays known) {
    return new CompileOptions(fuse, implementation, profile, recompute, known);
  }
}
