package dev.imbrex.conformance;

import dev.imbrex.conformance.check.Bench;
import dev.imbrex.conformance.check.Check;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Checks;
import dev.imbrex.conformance.check.Part;
import dev.imbrex.conformance.check.Tally;
import dev.imbrex.conformance.check.Target;
import dev.imbrex.spi.Backend;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The kit as tests of JUnit 5 and later: a test class of a backend implements this interface and
 * {@link #backend}.
 *
 * <pre>{@code
 * class MyBackendIT implements BackendConformance {
 *   @Override
 *   public Backend backend() {
 *     return new MyProvider().open("my:0");
 *   }
 * }
 * }</pre>
 */
public interface BackendConformance {
  /** Opens the backend; called as often as one is needed. The kit closes it. */
  Backend backend();

  /** Opens the backend so that it computes with this many threads, where it can be told. */
  default Optional<Backend> backendWithThreads(int threads) {
    return Optional.empty();
  }

  /** Returns how much is checked. */
  default CheckOptions conformanceOptions() {
    return CheckOptions.DEFAULT;
  }

  /** Part 1: small integers, no tolerance. */
  @TestFactory
  default Stream<DynamicTest> exactOnSmallIntegers() {
    return tests(Part.EXACT);
  }

  /** Part 2: real numbers within derived bounds. */
  @TestFactory
  default Stream<DynamicTest> withinBoundsOnRealNumbers() {
    return tests(Part.REAL);
  }

  /** Part 3: NaN and infinities. */
  @TestFactory
  default Stream<DynamicTest> nanAndInfinityGoThrough() {
    return tests(Part.SPECIAL);
  }

  /** Part 4: gradients. */
  @TestFactory
  default Stream<DynamicTest> gradientsAgreeWithTheOracle() {
    return tests(Part.GRADIENT);
  }

  /** Part 5: every implementation of an op, not only the one that the backend would pick. */
  @TestFactory
  default Stream<DynamicTest> everyImplementationIsRight() {
    return tests(Part.IMPLEMENTATION);
  }

  /** Part 5: programs that are fused, against their unfused twins. */
  @TestFactory
  default Stream<DynamicTest> fusionChangesNothing() {
    return tests(Part.FUSION);
  }

  /** Chains of ops. */
  @TestFactory
  default Stream<DynamicTest> programsAgreeWithTheOracle() {
    return tests(Part.PROGRAM);
  }

  /** What is claimed to be supported or not. */
  @TestFactory
  default Stream<DynamicTest> claimsAreTrue() {
    return tests(Part.SUPPORT);
  }

  /** Part 6: the contract of the SPI. */
  @TestFactory
  default Stream<DynamicTest> theContractIsKept() {
    return tests(Part.CONTRACT);
  }

  /** Part 7: many steps, several threads, memory. */
  @TestFactory
  default Stream<DynamicTest> theSystemHoldsUp() {
    return tests(Part.SYSTEM);
  }

  /** Part 8: a network learns as on the oracle. */
  @TestFactory
  default Stream<DynamicTest> trainingFollowsTheOracle() {
    return tests(Part.TRAINING);
  }

  private Stream<DynamicTest> tests(Part part) {
    Bench bench = new Bench(target());
    return Checks.of(conformanceOptions()).stream()
        .filter(c -> c.part() == part)
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> run(c, bench)))
        .onClose(bench::close);
  }

  private static void run(Check check, Bench bench) {
    Tally tally = check.run(bench);
    if (!tally.failures().isEmpty()) {
      throw new AssertionError(String.join(System.lineSeparator(), tally.failures()));
    }
  }

  private Target target() {
    BackendConformance self = this;
    return new Target() {
      @Override
      public String name() {
        return self.getClass().getSimpleName();
      }

      @Override
      public Backend open() {
        return self.backend();
      }

      @Override
      public Optional<Backend> openWithThreads(int threads) {
        return self.backendWithThreads(threads);
      }
    };
  }
}
