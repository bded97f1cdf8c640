package dev.imbrex.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Part;
import dev.imbrex.conformance.check.Target;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.spi.Backend;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Part 9: the kit catches every backend that is broken on purpose. */
class BrokenBackendsTest {

  @TestFactory
  Stream<DynamicTest> aBackendThatComputesSomethingWrongIsCaught() {
    return Stream.of(
        caught("off-by-one padding", "Conv2d", "C2D", OpFaults.OffByOnePadding::new),
        caught("a dropped tail tile", "MatMul", "MM-1", OpFaults.DroppedTailTile::new),
        caught("a stale filter", "Conv2d", "C2D", OpFaults.StaleFilter::new),
        caught("a swallowed NaN", "Binary", "BIN-3", OpFaults.SwallowedNan::new),
        caught("a swallowed NaN in ReLU", "Activation", "ACT-2", OpFaults.SwallowedNan::new),
        caught("zeros that are skipped", "MatMul", "GEN-9", OpFaults.SkippedZeros::new),
        caught("the wrong one of equal maxima", "MaxPool2d", "MXP", OpFaults.LastTieWins::new),
        caught("the wrong divisor of an average", "AvgPool2d", "AVP", OpFaults.WrongDivisor::new),
        caught("a cast that rounds", "Cast", "CST-2", OpFaults.RoundingCast::new),
        caught("a sum in racing order", "Reduce", "GEN-8", OpFaults.RacingSum::new),
        caught("an exponential of 16 bits", "Unary", "UN-2", OpFaults.RoughExponential::new),
        caught("another random stream", "RandomBits", "RND-1", OpFaults.WrongStream::new),
        caught("another dropout mask", "Dropout", "DRO-1", OpFaults.WrongStream::new),
        caught("pixels that no window sees", "Conv2dInputGrad", "C2I", OpFaults.UnseenPixels::new),
        caught("groups out of order", "Conv2d", "C2D", OpFaults.InterleavedGroups::new),
        caught("a shift without sign", "Binary", "BIN-6", OpFaults.UnsignedShift::new),
        caught("a kink from the right", "ActivationGrad", "ACG-1", OpFaults.RightDerivative::new),
        caught("unbiased variance", "BatchNormTraining", "BNT", OpFaults.UnbiasedVariance::new),
        caught("overflow in softmax", "Softmax", "SMX-1", OpFaults.OverflowingSoftmax::new),
        caught(
            "a label that is no class",
            "SparseSoftmaxCrossEntropy",
            "SSC-2",
            OpFaults.SilentLabel::new));
  }

  @TestFactory
  Stream<DynamicTest> aBackendThatIsWrongWithMemoryIsCaught() {
    return Stream.of(
        caught("an unwritten element", "Pad", "GEN-6", MemoryFaults.UnwrittenElement::new),
        caught("a write behind a slice", "Concat", "GEN-6", MemoryFaults.WritesBeyondItsSlice::new),
        caught("a write to an input", "MatMul", "GEN-6", MemoryFaults.WritesToAnInput::new),
        caught("leaked buffers", "Reduce", "SPI", MemoryFaults.LeakedBuffers::new),
        caught("memory that grows", "system", "SPI", MemoryFaults.LeakedBuffers::new),
        caught("a heap that grows", "system", "SPI", MemoryFaults.LeakedHeap::new));
  }

  @TestFactory
  Stream<DynamicTest> aBackendThatBreaksTheContractIsCaught() {
    return Stream.of(
        breaks("a claim that is too modest", "MatMul", "GEN-5", ContractFaults.Modest::new),
        breaks("a claim that is too bold", "MatMul", "SPI", ContractFaults.Boastful::new),
        breaks("a required op that is missing", "MatMul", "GEN-4", ContractFaults.Incomplete::new),
        breaks(
            "unknown composites as native",
            "support",
            "COM-1",
            ContractFaults.KnowsEverything::new),
        breaks("slices of any size", "contract", "SPI", ContractFaults.BindsAnything::new),
        breaks("a close that closes nothing", "contract", "SPI", ContractFaults.NeverCloses::new),
        breaks("a foreign memory error", "contract", "SPI", ContractFaults.WrongMemoryError::new),
        breaks("a profile that forgets", "contract", "SPI", ContractFaults.ForgetfulProfile::new),
        breaks("a pool that only grows", "contract", "SPI", ContractFaults.GrowingPool::new));
  }

  @TestFactory
  Stream<DynamicTest> aBackendThatIsWrongInWhatItDoesNotChooseIsCaught() {
    return Stream.of(
        caught(
            "a second way without a tail", "MatMul", "MM-1", ChoiceFaults.SecondWayDropsTail::new),
        breaks("one name for two ways", "MatMul", "SPI", ChoiceFaults.OneNameForTwo::new),
        caught(
            "a bias behind its activation",
            "fusion",
            "GEN-7",
            ChoiceFaults.BiasBehindActivation::new),
        breaks(
            "fusion that forgets a reader",
            "fusion",
            "GEN-7",
            ChoiceFaults.ForgetsOtherReaders::new));
  }

  @Test
  void twoWaysThatAreRightPassAndEachIsRun() {
    CheckOptions options = CheckOptions.DEFAULT.withCases(120).withOnly("MatMul");
    ConformanceReport report =
        ConformanceRun.of(Targets.of(ChoiceFaults.TwoWays::new), options, r -> {});
    assertEquals(List.of(), report.failures());
    Map<Part, Integer> cases =
        report.results().stream().collect(Collectors.toMap(CheckResult::part, CheckResult::cases));
    assertEquals(
        2 * (cases.get(Part.EXACT) + cases.get(Part.REAL)), cases.get(Part.IMPLEMENTATION));
  }

  @Test
  void aFailureOfAnImplementationNamesItAndCanBeRepeated() {
    Target target = Targets.of(ChoiceFaults.SecondWayDropsTail::new);
    ConformanceReport report =
        ConformanceRun.of(target, CheckOptions.DEFAULT.withCases(120).withOnly("MatMul"), r -> {});
    assertTrue(
        report.results().stream().allMatch(r -> r.passed() || r.part() == Part.IMPLEMENTATION),
        "the way that it would choose is right");
    String failure = report.failures().get(0);
    assertTrue(failure.contains("the implementation tiles-16"), failure);
    String id = failure.substring(failure.indexOf("--repeat ") + "--repeat ".length());
    assertTrue(id.startsWith("with:tiles-16:"), id);
    assertEquals(1, ConformanceRun.repeat(target, id, r -> {}).failures().size());
    assertTrue(ConformanceRun.repeat(Targets.of(ChoiceFaults.TwoWays::new), id, r -> {}).passed());
    List<String> unknown = ConformanceRun.repeat(Targets.of(Fault::new), id, r -> {}).failures();
    assertTrue(unknown.get(0).contains("was not run"), unknown::toString);
  }

  @Test
  void aFusionThatFailsCanBeRepeated() {
    Target target = Targets.of(ChoiceFaults.BiasBehindActivation::new);
    ConformanceReport report =
        ConformanceRun.of(target, CheckOptions.DEFAULT.withCases(120).withOnly("fusion"), r -> {});
    String failure = report.failures().get(0);
    String id = failure.substring(failure.indexOf("--repeat ") + "--repeat ".length());
    assertTrue(id.startsWith("fusion:"), id);
    assertFalse(ConformanceRun.repeat(target, id, r -> {}).passed());
    assertTrue(ConformanceRun.repeat(Targets.of(Fault::new), id, r -> {}).passed());
  }

  @Test
  void bitsThatDependOnTheNumberOfThreadsAreCaught() {
    Target t =
        Targets.opening(
            () -> new OracleBackend(new OpFaults.OrderedSum(Arithmetic.FLOAT32_FORWARD)),
            threads ->
                new OracleBackend(
                    new OpFaults.OrderedSum(
                        threads % 2 == 0
                            ? Arithmetic.FLOAT32_PAIRWISE
                            : Arithmetic.FLOAT32_FORWARD)));
    requireCaught(t, "system", "GEN-8");
  }

  private static DynamicTest caught(String name, String only, String rule, Supplier<Fault> fault) {
    return DynamicTest.dynamicTest(name, () -> requireCaught(Targets.of(fault), only, rule));
  }

  private static DynamicTest breaks(
      String name, String only, String rule, Supplier<Backend> backend) {
    Target t = Targets.opening(backend, threads -> backend.get());
    return DynamicTest.dynamicTest(name, () -> requireCaught(t, only, rule));
  }

  /** The kit fails it, and for the right reason. */
  private static void requireCaught(Target target, String only, String rule) {
    CheckOptions options = CheckOptions.DEFAULT.withCases(120).withOnly(only);
    ConformanceReport report = ConformanceRun.of(target, options, r -> {});
    assertFalse(report.passed(), "the kit did not notice");
    List<String> failures = report.failures();
    assertTrue(
        failures.stream().anyMatch(f -> f.startsWith(rule)),
        "no failure names " + rule + ": " + failures);
  }

  @Test
  void aFailureIsShrunkAndCanBeRepeated() {
    Target target = Targets.of(OpFaults.OffByOnePadding::new);
    ConformanceReport report =
        ConformanceRun.of(target, CheckOptions.DEFAULT.withCases(50).withOnly("Conv2d"), r -> {});
    String failure = report.failures().get(0);
    assertTrue(
        failure.contains("[F32[1, 1, 2, 1]")
            || failure.contains("[F32[1, 2, 1, 1]")
            || failure.contains("[F32[1, 1, 1, 1]"),
        failure);
    String id = failure.substring(failure.indexOf("--repeat ") + "--repeat ".length());
    ConformanceReport again = ConformanceRun.repeat(target, id, r -> {});
    assertEquals(1, again.failures().size());
    assertTrue(failure.startsWith(again.failures().get(0)), again.failures().get(0));
    ConformanceReport good = ConformanceRun.repeat(Targets.of(Fault::new), id, r -> {});
    assertTrue(good.passed());
  }
}
