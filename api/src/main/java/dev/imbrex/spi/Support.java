package dev.imbrex.spi;

/** How a backend runs an op with inputs of given types. */
public enum Support {
  /** Itself. */
  NATIVE,
  /** By the op's decomposition, all of whose ops it supports. For composites only. */
  DECOMPOSE,
  /** Not at all: a program with it is refused when it is compiled. */
  UNSUPPORTED
}
