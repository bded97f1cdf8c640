package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassScoresTest {
  /** Of 4 cats 3 are known and one is taken for a dog; of 2 dogs one; birds are never seen. */
  private static final List<ClassScores> SCORES =
      ClassScores.of(new int[][] {{3, 1, 0}, {1, 1, 0}, {0, 0, 0}}, List.of("cat", "dog", "bird"));

  @Test
  void precisionIsTheShareOfGuessesAndRecallThatOfPictures() {
    ClassScores dog = SCORES.get(1);
    assertEquals(0.5, dog.precision());
    assertEquals(0.5, dog.recall());
    assertEquals(0.5, dog.f1());
    assertEquals(2, dog.support());
    assertEquals(new ClassScores("cat", 0.75, 0.75, 4), SCORES.get(0));
  }

  @Test
  void aClassThatIsNeitherSeenNorGuessedHasScoresOfZero() {
    assertEquals(new ClassScores("bird", 0, 0, 0), SCORES.get(2));
    assertEquals(0, SCORES.get(2).f1());
  }

  @Test
  void macroMeansCountAllClassesAlike() {
    assertEquals((0.75 + 0.5) / 3, ClassScores.macro(SCORES).f1(), 1e-15);
    String table = ClassScores.table(SCORES);
    assertEquals(6, table.lines().count(), table);
    assertTrue(table.contains("0.4167"), table);
  }
}
