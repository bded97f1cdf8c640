package dev.imbrex.cpu.gemm;

/** Which elements of A a {@link Tile} can reach. */
enum Reach {
  /** Rows anywhere, along steps that lie one behind the other. */
  RUN,

  /** Rows that begin one behind the other, at any steps. */
  BLOCK,

  /** Rows that begin one behind the other, a step behind the last of the one before. */
  PACKED,

  /** Rows anywhere, at any steps. */
  WALK
}
