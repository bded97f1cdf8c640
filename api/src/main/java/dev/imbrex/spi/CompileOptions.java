package dev.imbrex.spi;

/**
 * How to compile a program.
 *
 * @param fuse whether neighbouring ops may be fused into composites that the backend runs natively
 */
public record CompileOptions(boolean fuse) {
  /** What is right for nearly everybody: fuse. */
  public static final CompileOptions DEFAULT = new CompileOptions(true);
}
