package dev.imbrex.cpu.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row is dealt out once, to a tile that can reach it. */
class RowTilesTest {
  /** Vectors of any width where there are vectors, though only those of the machine are used. */
  static Stream<Tiles> tiles() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors
        ? Stream.of(Tiles.plain(), Tiles.vectors(4), Tiles.vectors(8), Tiles.vectors(16))
        : Stream.of(Tiles.plain());
  }

  private static void check(Tiles tiles, Steps steps, int[] bases) {
    for (int columns : new int[] {tiles.wide(), tiles.narrow()}) {
      RowTiles dealt = RowTiles.of(tiles, columns, steps, bases);
      List<Integer> rows = new ArrayList<>();
      for (RowTiles.Part p : dealt.parts()) {
        Arrays.stream(p.rows()).forEach(rows::add);
        assertEquals(columns, p.tile().columns());
        assertEquals(p.tile().rows(), p.bases().length);
        assertTrue(p.rows().length <= p.tile().rows());
        for (int i = 0; i < p.bases().length; i++) {
          int row = p.rows()[Math.min(i, p.rows().length - 1)];
          assertEquals(bases[row], p.bases()[i]);
        }
        if (p.tile().reach() == Reach.BLOCK) {
          assertArrayEquals(
              IntStream.range(0, p.bases().length).map(i -> p.bases()[0] + i).toArray(), p.bases());
        }
        assertEquals(dealt.contiguous(), p.tile().reach() == Reach.RUN);
      }
      assertEquals(
          IntStream.range(0, bases.length).boxed().toList(), rows.stream().sorted().toList());
    }
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void rowsThatLieAnywhereAreDealtOutOnce(Tiles tiles) {
    for (int n = 1; n < 70; n++) {
      int[] bases = new Random(n).ints(n, 0, 10_000).toArray();
      check(tiles, Steps.of(200, 1), bases);
      check(tiles, Steps.of(200, 3), bases);
    }
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void neighboursAreDealtOutOnce(Tiles tiles) {
    for (int run = 1; run < 70; run++) {
      int length = run;
      int[] bases = IntStream.range(0, 3 * run).map(i -> i / length * 1000 + i % length).toArray();
      check(tiles, Steps.of(200, 1), bases);
      check(tiles, Steps.of(200, 64), bases);
      check(tiles, Steps.nested(1, 0, 5, 100, 7, 1), bases);
    }
  }

  @Test
  void piecesOfKAreContiguousAndShortAndAllOfIt() {
    for (Steps s :
        List.of(Steps.of(1, 1), Steps.of(1000, 1), Steps.nested(3, 5000, 4, 900, 700, 1))) {
      for (boolean contiguous : new boolean[] {true, false}) {
        int from = 0;
        for (int to : s.ends(contiguous)) {
          assertTrue(to > from && to - from <= 256);
          for (int k = from + 1; contiguous && k < to; k++) {
            assertEquals(s.offsets()[k - 1] + 1, s.offsets()[k]);
          }
          from = to;
        }
        assertEquals(s.count(), from);
      }
    }
  }
}
