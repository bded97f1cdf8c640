package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateRangeTest {
  @Test
  void ratesGrowByTheSameFactorFromTheFirstToTheLast() {
    LearningRateRange r = LearningRateRange.of(1e-4, 1, 41);
    double before = r.learningRate(0.5);
    assertEquals(1e-4, before, 1e-18);
    for (int i = 1; i < 41; i++) {
      double rate = r.learningRate(0.5);
      assertEquals(Math.pow(10, 0.1), rate / before, 1e-9);
      before = rate;
    }
    assertEquals(1, before, 1e-12);
  }

  @Test
  void theFirstAverageIsTheFirstLossAndLaterOnesFollowSlowly() {
    LearningRateRange r = LearningRateRange.of(1e-4, 1, 20);
    r.add(1e-4, 2);
    r.add(2e-4, 4);
    assertEquals(2, r.points().get(0).smoothed(), 1e-12);
    // (0.9 * 0.1 * 2 + 0.1 * 4) / (1 - 0.81)
    assertEquals(0.58 / 0.19, r.points().get(1).smoothed(), 1e-12);
  }

  @Test
  void theSuggestionIsWhereTheLossFallsFastest() {
    LearningRateRange r = LearningRateRange.of(1e-4, 1, 60);
    for (int i = 0; i < 60; i++) {
      r.add(i, i < 30 ? 2 : i < 40 ? 2 - 0.15 * (i - 30) : 0.5);
    }
    double rate = r.steepest().orElseThrow();
    assertTrue(rate >= 33 && rate <= 41, () -> "" + rate);
  }

  @Test
  void whatFallsAfterTheLossHasRisenDoesNotCount() {
    LearningRateRange r = LearningRateRange.of(1e-4, 1, 80);
    for (int i = 0; i < 80; i++) {
      r.add(i, i < 20 ? 2 : i < 40 ? 2 - 0.05 * (i - 20) : i < 50 ? 30 : 1);
    }
    double rate = r.steepest().orElseThrow();
    assertTrue(rate >= 20 && rate <= 40, () -> "" + rate);
  }

  @Test
  void aLossThatNeverFallsGivesNoSuggestion() {
    LearningRateRange r = LearningRateRange.of(1e-4, 1, 20);
    for (int i = 0; i < 20; i++) {
      r.add(i, 1 + i);
    }
    assertEquals(Optional.empty(), r.steepest());
  }

  @ParameterizedTest
  @CsvSource({"0,1,20", "1,1,20", "1,Infinity,20", "NaN,1,20", "0.1,1,9"})
  void rangesThatMakeNoSenseAreRefused(double least, double greatest, int steps) {
    assertThrows(
        IllegalArgumentException.class, () -> LearningRateRange.of(least, greatest, steps));
  }
}
