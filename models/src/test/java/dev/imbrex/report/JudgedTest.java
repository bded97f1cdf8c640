package dev.imbrex.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.backend.Backends;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Trainer;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgedTest {

  /** Judges examples whose features are the scores of three classes. */
  private static Judged judge(float[] scores, int[] labels, int most) {
    Model m = Sequential.of(Input.of(3), Dense.of(3));
    m.initialize(1);
    HostTensor kernel = m.parameter("dense/kernel");
    for (int i = 0; i < 9; i++) {
      kernel.set(i, i % 4 == 0 ? 1 : 0);
    }
    Dataset d = Dataset.of("scores", Shape.of(3), Dataset.numberedClasses(3), scores, labels);
    try (Backend backend = Backends.select("cpu")) {
      return Judged.of(Trainer.on(backend).loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY), m, d, most);
    }
  }

  @Test
  void theSurestMistakesAndTheSurestHitsComeFirst() {
    Judged j =
        judge(
            new float[] {1, 0, 0, 0, 3, 0, 9, 0, 0, 0, 5, 1, 0, 7, 0},
            new int[] {1, 1, 2, 0, 1},
            9);
    assertEquals(List.of(2, 3, 0), j.mistakes());
    assertEquals(List.of(4, 1), j.known());
    assertArrayEquals(new int[] {1, 2, 0}, j.guesses(3));
    assertEquals(Math.exp(9) / (Math.exp(9) + 2), j.probability(2, 0), 1e-6);
    assertArrayEquals(new float[] {0, 5, 1}, j.features(3));
  }

  @Test
  void ofManyExamplesSomeAreJudgedFromAllOver() {
    float[] scores = new float[3 * 100];
    int[] labels = new int[100];
    for (int i = 0; i < 100; i++) {
      scores[3 * i] = i;
      labels[i] = i % 3;
    }
    Judged j = judge(scores, labels, 10);
    assertEquals(10, j.size());
    for (int i = 0; i < 10; i++) {
      assertEquals(10 * i, j.features(i)[0]);
    }
  }

  @Test
  void whatIsNoNumberIsNoProbability() {
    Judged j = judge(new float[] {Float.NaN, 0, 0}, new int[] {1}, 1);
    assertEquals(0, j.probability(0, 1));
    assertTrue(j.guess(0) >= 0 && j.guesses(0).length == 3);
  }
}
