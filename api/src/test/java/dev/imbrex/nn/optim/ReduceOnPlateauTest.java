package dev.imbrex.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imbrex.nn.optim.ReduceOnPlateau.State;
import org.junit.jupiter.api.Test;

class ReduceOnPlateauTest {
  /** Returns the scale after each epoch's figure. */
  private static double[] scales(ReduceOnPlateau r, double... figures) {
    State s = r.start();
    double[] scales = new double[figures.length];
    for (int i = 0; i < figures.length; i++) {
      s = State.fromConfig(r.next(s, figures[i]).config());
      scales[i] = s.scale();
    }
    return scales;
  }

  @Test
  void reducesAfterPatienceEpochsWithoutImprovement() {
    ReduceOnPlateau r = new ReduceOnPlateau(0.5, 2, 0.1, 0, 0, false);
    assertArrayEquals(new double[] {1, 1, 1, 0.5, 0.5, 0.25}, scales(r, 5, 4, 4, 3.95, 4, 4));
  }

  @Test
  void improvementStartsTheCountAgain() {
    ReduceOnPlateau r = new ReduceOnPlateau(0.5, 2, 0, 0, 0, false);
    assertArrayEquals(new double[] {1, 1, 1, 1, 0.5}, scales(r, 5, 6, 4, 5, 5));
  }

  @Test
  void epochsOfCooldownDoNotCount() {
    ReduceOnPlateau r = new ReduceOnPlateau(0.5, 1, 0, 2, 0, false);
    assertArrayEquals(new double[] {1, 0.5, 0.5, 0.25}, scales(r, 5, 5, 5, 5));
  }

  @Test
  void greaterMayBeBetter() {
    ReduceOnPlateau r = new ReduceOnPlateau(0.5, 1, 0, 0, 0, true);
    assertArrayEquals(new double[] {1, 1, 0.5}, scales(r, 0.5, 0.6, 0.55));
  }

  @Test
  void nanIsNoImprovement() {
    ReduceOnPlateau r = new ReduceOnPlateau(0.5, 1, 0, 0, 0, false);
    assertArrayEquals(new double[] {0.5, 0.5, 0.25}, scales(r, Double.NaN, 3, Double.NaN));
  }

  @Test
  void theRateStaysAboveTheMinimum() {
    ReduceOnPlateau r = new ReduceOnPlateau(0.1, 1, 0, 0, 0.02, false);
    assertEquals(0.05, r.rate(new State(1, 0, 0, 0.1), 0.5), 1e-15);
    assertEquals(0.02, r.rate(new State(1, 0, 0, 0.01), 0.5));
    assertEquals(0.01, r.rate(new State(1, 0, 0, 0.01), 0.01));
  }

  @Test
  void mapsMakeTheSameAgain() {
    ReduceOnPlateau r = new ReduceOnPlateau(0.3, 4, 0.01, 2, 1e-5, true);
    assertEquals(r, ReduceOnPlateau.fromConfig(r.config()));
    assertThrows(
        IllegalArgumentException.class, () -> new ReduceOnPlateau(1, 4, 0.01, 2, 1e-5, true));
  }
}
