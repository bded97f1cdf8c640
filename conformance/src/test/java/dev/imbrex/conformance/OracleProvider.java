package dev.imbrex.conformance;

import dev.imbrex.spi.Availability;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import java.util.List;

/** Provides the oracle under the name {@code oracle}, and a broken one as {@code broken}. */
public class OracleProvider implements BackendProvider {
  /** The same with "same" padding off by one. */
  public static final class Broken extends OracleProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public Backend open(String deviceId) {
      return new OracleBackend(new OpFaults.OffByOnePadding());
    }
  }

  @Override
  public String name() {
    return "oracle";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public boolean runsNativeCode() {
    return false;
  }

  @Override
  public Availability probe() {
    try (Backend b = open("oracle")) {
      return new Availability.Available(List.of(b.device()));
    }
  }

  @Override
  public Backend open(String deviceId) {
    return new OracleBackend(new Fault());
  }
}
