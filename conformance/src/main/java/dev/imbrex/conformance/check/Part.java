package dev.imbrex.conformance.check;

import java.util.Locale;

/** The parts of the kit. */
public enum Part {
  /** Small integers, no tolerance. */
  EXACT,
  /** Real numbers within derived bounds. */
  REAL,
  /** NaN and infinities. */
  SPECIAL,
  /** Gradients against the oracle; adjoint identities. */
  GRADIENT,
  /** Every implementation that the backend has of an op. */
  IMPLEMENTATION,
  /** What fusion makes of the patterns that networks are full of. */
  FUSION,
  /** Chains of ops. */
  PROGRAM,
  /** What {@code supports} claims, and what must be refused. */
  SUPPORT,
  /** Ownership, sizes, aliasing, errors. */
  CONTRACT,
  /** Many steps, several threads, memory. */
  SYSTEM,
  /** A network learns as on the oracle. */
  TRAINING,
  /** One case that has failed, once more. */
  REPEAT;

  /** Returns the name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
