package dev.imbrex.conformance.command;

import dev.imbrex.spi.CommandProvider;

/** Brings the command {@code conformance}. */
public final class ConformanceCommandProvider implements CommandProvider {
  /** For {@link java.util.ServiceLoader}. */
  public ConformanceCommandProvider() {}

  @Override
  public Object command() {
    return new ConformanceCommand();
  }
}
