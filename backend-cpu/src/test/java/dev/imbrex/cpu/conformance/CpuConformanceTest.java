package dev.imbrex.cpu.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.conformance.BackendConformance;
import dev.imbrex.conformance.ConformanceRun;
import dev.imbrex.conformance.check.Target;
import dev.imbrex.cpu.CpuProvider;
import dev.imbrex.spi.Backend;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CpuConformanceTest implements BackendConformance {
  @Override
  public Backend backend() {
    return CpuProvider.open(2);
  }

  @Override
  public Optional<Backend> backendWithThreads(int threads) {
    return Optional.of(CpuProvider.open(threads));
  }

  /** Transforms mix large and small: by Winograd's algorithm this exceeds what two terms allow. */
  @Test
  void gradientsOfFewPixelsKeepTheirBounds() {
    String id = "real/Conv2dFilterGrad/96/0.0.0.3.1.0.12.12.0.0.0.1.0.0.1.0.1.1.0.0.0.0.0";
    assertEquals(List.of(), ConformanceRun.repeat(new Cpu(), id, c -> {}).failures());
  }

  private static final class Cpu implements Target {
    @Override
    public String name() {
      return "cpu";
    }

    @Override
    public Backend open() {
      return CpuProvider.open(2);
    }
  }
}
