package dev.imbrex.cpu.conformance;

import dev.imbrex.conformance.BackendConformance;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.cpu.reference.ReferenceProvider;
import dev.imbrex.spi.Backend;

/** The kit on {@code reference}, with a part of the cases: it is slow, and the oracle itself. */
class ReferenceConformanceTest implements BackendConformance {
  @Override
  public Backend backend() {
    return new ReferenceProvider().open("reference");
  }

  @Override
  public CheckOptions conformanceOptions() {
    return CheckOptions.DEFAULT.withCases(300).withSmallShapes();
  }
}
