package dev.imbrex.conformance.cases;

import java.util.ArrayList;
import java.util.List;

/** The list of all families. */
public final class CaseFamilies {
  private CaseFamilies() {}

  /** Returns the families in the order in which reports show them. */
  public static List<CaseFamily> all() {
    List<CaseFamily> all = new ArrayList<>();
    all.addAll(ConvolutionCases.all());
    all.addAll(PoolingCases.all());
    all.addAll(MatMulCases.all());
    all.addAll(ElementwiseCases.all());
    all.addAll(ReductionCases.all());
    all.addAll(ShapeCases.all());
    all.addAll(SourceCases.all());
    all.addAll(CompositeCases.all());
    all.addAll(LossCases.all());
    all.addAll(NormalisationCases.all());
    all.addAll(OptimizerCases.all());
    return all;
  }

  /**
   * Returns the family of an op.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static CaseFamily named(String op) {
    return all().stream()
        .filter(f -> f.op().equals(op))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The kit has no cases for "
                        + op
                        + "; it has "
                        + all().stream().map(CaseFamily::op).toList()
                        + "."));
  }
}
