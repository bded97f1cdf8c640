package dev.imbrex.cpu.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.cpu.gemm.Trial.Turn;
import org.junit.jupiter.api.Test;

/** Vectors do the work from when they are as fast as plain loops, and not before. */
class TrialTest {
  /** Lets calls go by, of which each takes so long, and returns how many went to vectors. */
  private static int calls(Trial trial, int count, long vectors, long plain) {
    int tried = 0;
    for (int i = 0; i < count && !trial.settled(); i++) {
      Turn turn = trial.next();
      tried += turn == Turn.VECTORS ? 1 : 0;
      trial.took(turn, turn == Turn.VECTORS ? vectors : plain, 10);
    }
    return tried;
  }

  @Test
  void plainLoopsDoMostOfTheFirstWork() {
    Trial trial = new Trial();
    assertEquals(Turn.TIMED_PLAIN, trial.next());
    assertEquals(Turn.VECTORS, trial.next());
    assertEquals(Turn.PLAIN, trial.next());
    int tried = calls(new Trial(), 160, 5000, 100);
    assertEquals(10, tried);
  }

  @Test
  void fastVectorsAreKept() {
    Trial trial = new Trial();
    assertEquals(3, calls(trial, 1000, 90, 100));
    assertTrue(trial.settled());
  }

  @Test
  void vectorsThatBecomeFastAreKept() {
    Trial trial = new Trial();
    calls(trial, 1500, 5000, 100);
    assertFalse(trial.settled());
    calls(trial, 100, 10, 100);
    assertTrue(trial.settled());
  }

  @Test
  void vectorsThatStaySlowAreHardlyTriedInTheEnd() {
    Trial trial = new Trial();
    calls(trial, 20_000, 5000, 100);
    int tried = calls(trial, 25_600, 5000, 100);
    assertFalse(trial.settled());
    assertEquals(100, tried);
  }

  @Test
  void workOfAllSizesIsCompared() {
    Trial trial = new Trial();
    trial.took(Turn.TIMED_PLAIN, 1000, 100);
    for (int i = 0; i < 3; i++) {
      trial.took(Turn.VECTORS, 500, 10);
    }
    assertFalse(trial.settled(), "vectors take five times as long for each unit of work");
    for (int i = 0; i < 3; i++) {
      trial.took(Turn.VECTORS, 2000, 400);
    }
    assertTrue(trial.settled());
  }
}
