package dev.imbrex.conformance;

import dev.imbrex.conformance.check.Bench;
import dev.imbrex.conformance.check.Check;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Checks;
import dev.imbrex.conformance.check.Target;
import dev.imbrex.conformance.check.Throughput;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.DeviceInfo;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Runs the kit without JUnit. */
public final class ConformanceRun {
  private ConformanceRun() {}

  /**
   * Runs all checks that the options ask for.
   *
   * @param progress is told of each result as it comes
   * @throws dev.imbrex.spi.BackendUnavailableException if the backend can not be opened
   * @throws IllegalArgumentException if the options ask for an op or part that there is not
   */
  public static ConformanceReport of(
      Target target, CheckOptions options, Consumer<CheckResult> progress) {
    return of(target, options, Checks.of(options), progress);
  }

  /**
   * Repeats one case that has failed.
   *
   * @param id as the failure printed it
   * @throws IllegalArgumentException if it is none
   */
  public static ConformanceReport repeat(Target target, String id, Consumer<CheckResult> progress) {
    CheckOptions one = CheckOptions.DEFAULT.withOnly(id);
    return of(target, one, List.of(Checks.repeat(id)), progress);
  }

  private static ConformanceReport of(
      Target target, CheckOptions options, List<Check> checks, Consumer<CheckResult> progress) {
    try (Bench bench = new Bench(target)) {
      DeviceInfo device = bench.shared().device();
      List<CheckResult> results = new ArrayList<>();
      for (Check c : checks) {
        CheckResult r = CheckResult.of(c, c.run(bench));
        results.add(r);
        progress.accept(r);
      }
      return new ConformanceReport(
          device, options, results, LocalDate.now(ZoneId.systemDefault()), OptionalDouble.empty());
    }
  }

  /**
   * Measures for a few seconds how many pictures LeNet-5 learns from per second, for {@link
   * ConformanceReport#withImagesPerSecond}.
   */
  public static double imagesPerSecond(Target target) {
    try (Backend backend = target.open()) {
      return Throughput.imagesPerSecond(backend);
    }
  }
}
