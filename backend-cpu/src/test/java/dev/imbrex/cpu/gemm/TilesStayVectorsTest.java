package dev.imbrex.cpu.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.management.ThreadMXBean;
import dev.imbrex.cpu.FreshJvm;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Once the JIT has compiled them, tiles allocate nothing: a vector that is no longer kept in a
 * register would become an object in each step over K.
 */
class TilesStayVectorsTest {
  private static final int STEPS = 64;
  private static final int RUNS = 500;

  /** The optimising compiler has had its chance after so many times {@link #RUNS} runs. */
  private static final int PATIENCE = 200;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<Tile> tiles() {
    Tiles t =
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
            ? Tiles.vectors(VectorWidth.lanes())
            : Tiles.plain();
    return Stream.of(t, t.forColumns(1)).distinct().flatMap(TilesStayVectorsTest::all).distinct();
  }

  private static Stream<Tile> all(Tiles t) {
    return Stream.of(t.wide(), t.narrow())
        .flatMap(columns -> Stream.of(Reach.values()).map(reach -> t.of(columns, reach)))
        .flatMap(List::stream);
  }

  @Test
  void tilesAllocateNothing() throws Exception {
    Map<String, Long> bytes = FreshJvm.numbers(TilesStayVectorsTest.class);
    assertFalse(bytes.isEmpty());
    bytes.forEach(
        (tile, each) ->
            assertEquals(0, each, tile + " allocates " + each + " bytes: its vectors are objects"));
  }

  /** Measures all tiles and prints the bytes of each. */
  public static void main(String[] args) {
    tiles().forEach(t -> System.out.println(measure(t) + " " + t.getClass().getSimpleName()));
  }

  private static long measure(Tile tile) {
    int rows = tile.rows();
    int columns = tile.columns();
    boolean packed = tile.reach() == Reach.PACKED;
    float[] a = new float[packed ? rows * STEPS : rows + STEPS];
    int[] bases = new int[rows];
    int[] walk = new int[STEPS];
    for (int i = 0; i < rows; i++) {
      bases[i] = i;
    }
    for (int k = 0; k < STEPS; k++) {
      walk[k] = packed ? k * rows : k;
    }
    float[] b = new float[STEPS * columns];
    float[] bias = new float[columns];
    float[] c = new float[rows * columns];
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < PATIENCE && least > 0; i++) {
      long before = THREADS.getThreadAllocatedBytes(thread);
      for (int n = 0; n < RUNS; n++) {
        tile.run(a, 0, bases, 0, walk, 0, STEPS, b, 0, columns, bias, 0, 0, c, 0, columns);
      }
      least = Math.min(least, (THREADS.getThreadAllocatedBytes(thread) - before) / RUNS);
    }
    return least;
  }
}
