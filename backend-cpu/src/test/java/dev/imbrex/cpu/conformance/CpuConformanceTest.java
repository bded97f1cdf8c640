package dev.imbrex.cpu.conformance;

import dev.imbrex.conformance.BackendConformance;
import dev.imbrex.cpu.CpuProvider;
import dev.imbrex.spi.Backend;
import java.util.Optional;

class CpuConformanceTest implements BackendConformance {
  @Override
  public Backend backend() {
    return CpuProvider.open(2);
  }

  @Override
  public Optional<Backend> backendWithThreads(int threads) {
    return Optional.of(CpuProvider.open(threads));
  }
}
