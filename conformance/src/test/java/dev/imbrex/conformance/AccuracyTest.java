package dev.imbrex.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.cases.CaseFamilies;
import dev.imbrex.conformance.cases.CaseId;
import dev.imbrex.conformance.cases.Mode;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.support.MinimalFiltering;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is declared of the accuracy of sums is what they are held to (NUM-4). */
class AccuracyTest {
  /** Returns seeds of which the first case of an op is one for Winograd's algorithm. */
  private static List<Long> seeds(String op, LongStream from, int count) {
    return from.filter(
            seed ->
                CaseId.draw(CaseFamilies.named(op), Mode.REAL, seed, false)
                    .make()
                    .filter(c -> c.required() && MinimalFiltering.allowed(c.op(), c.types()))
                    .isPresent())
        .limit(count)
        .boxed()
        .toList();
  }

  /** Runs a few cases of an op, by itself and with its gradients, all for Winograd's algorithm. */
  private static List<String> failures(String op, Supplier<Fault> fault) {
    List<Long> seeds = new ArrayList<>(seeds(op, LongStream.iterate(1, s -> s + 1), 3));
    // gradients are drawn from the complement
    seeds(op, LongStream.iterate(-2, s -> s - 1), 3).forEach(s -> seeds.add(~s));
    List<String> failures = new ArrayList<>();
    for (long seed : seeds) {
      CheckOptions one = new CheckOptions(1, seed, false, op);
      failures.addAll(ConformanceRun.of(Targets.of(fault), one, r -> {}).failures());
    }
    return failures;
  }

  private static void requireFailure(String rule, List<String> failures) {
    assertTrue(failures.stream().anyMatch(f -> f.startsWith(rule)), failures::toString);
  }

  @Test
  void roughSumsThatAreDeclaredPass() {
    for (String op : List.of("ConvBiasActivation", "Conv2d", "Conv2dInputGrad")) {
      assertEquals(List.of(), failures(op, () -> new AccuracyFaults.Rough(20, Accuracy.FAST)));
    }
  }

  @Test
  void roughSumsThatAreNotDeclaredAreCaught() {
    Supplier<Fault> rough = () -> new AccuracyFaults.Rough(20, Accuracy.STANDARD);
    requireFailure("CBA-1", failures("ConvBiasActivation", rough));
    requireFailure("C2D-1", failures("Conv2d", rough));
  }

  @Test
  void sumsRougherThanDeclaredAreCaught() {
    Supplier<Fault> rougher = () -> new AccuracyFaults.Rough(200, Accuracy.FAST);
    requireFailure("CBA-1", failures("ConvBiasActivation", rougher));
    requireFailure("C2D-1", failures("Conv2d", rougher));
  }

  @Test
  void whatIsDeclaredToBeRoughHasToBeRight() {
    List<String> failures = failures("Conv2d", AccuracyFaults.FastWithoutTail::new);
    requireFailure("C2D-1", failures);
    for (String mode : List.of("exact", "real", "special", "gradient:exact")) {
      assertTrue(failures.stream().anyMatch(f -> f.contains("--repeat " + mode)), mode);
    }
  }

  @Test
  void onlyConvolutionsMayBeDeclaredToBeRough() {
    CheckOptions few = CheckOptions.DEFAULT.withCases(3).withOnly("MatMul");
    requireFailure(
        "NUM-4",
        ConformanceRun.of(Targets.of(AccuracyFaults.RoughProduct::new), few, r -> {}).failures());
  }
}
