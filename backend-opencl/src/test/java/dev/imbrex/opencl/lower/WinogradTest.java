package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.support.HostRun;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transforms for tiles of 2 x 2 only add and halve, so that convolutions of integers stay exact;
 * those for 4 x 4 come near.
 */
class WinogradTest {
  @RegisterExtension final OnDevice device = new OnDevice();

  private WinogradBackend backend(int size, long floats) {
    return device.closed(
        new WinogradBackend(
            device.session(ProgramFolder.ofProcess(device.device())), size, floats));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void picturesOfAnySizeAndPaddingAreRight(int size) {
    WinogradBackend whole = backend(size, 1 << 20);
    Random random = new Random(1);
    for (int seed = 0; seed < 24; seed++) {
      Padding[] paddings = {
        Padding.VALID,
        Padding.SAME,
        Padding.of(random.nextInt(5), random.nextInt(5), random.nextInt(5), random.nextInt(5))
      };
      int h = 3 + random.nextInt(3 * size + 1);
      int w = 3 + random.nextInt(3 * size + 1);
      whole.requireRight(random, paddings[seed % 3], 1 + random.nextInt(3), h, w, 32, 16);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void anyNumberOfChannelsIsRight(int size) {
    WinogradBackend whole = backend(size, 1 << 20);
    Random random = new Random(2);
    int[][] all = {{5, 17}, {33, 36}, {128, 130}, {17, 5}, {1, 1}, {48, 31}};
    // Some of them have programs of their own; those for tiles of 4 x 4 take long to be compiled.
    for (int[] c : size == 2 ? all : Arrays.copyOf(all, 3)) {
      whole.requireRight(random, Padding.SAME, 2, 5, 6, c[0], c[1]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void chunksAreRightAndFiltersGradientsAddUpTheirParts(int size) {
    WinogradBackend tiny = backend(size, 1);
    Random random = new Random(3);
    List<String> how = tiny.requireRight(random, Padding.SAME, 3, 7, 9, 32, 32);
    String name = "Winograd's F(%1$dx%1$d, 3x3)".formatted(size);
    assertTrue(how.get(0).contains(name), how.get(0));
    String chunks = size == 2 ? "60 tiles in chunks of 8" : "18 tiles in chunks of 8";
    assertTrue(how.get(0).contains(chunks), how.get(0));
    String parts = size == 2 ? "60 tiles in 8 parts" : "18 tiles in 3 parts";
    assertTrue(how.get(4).contains(name) && how.get(4).contains(parts), how.get(4));
    tiny.requireRight(random, Padding.of(1, 0, 2, 3), 3, 8, 5, 5, 17);
  }

  @Test
  void onePassThroughTheCacheIsExact() {
    WinogradBackend onePass =
        device.closed(
            new WinogradBackend(device.session(ProgramFolder.ofProcess(device.device()))));
    Random random = new Random(5);
    for (int seed = 0; seed < 12; seed++) {
      Padding[] paddings = {
        Padding.VALID,
        Padding.SAME,
        Padding.of(random.nextInt(5), random.nextInt(5), random.nextInt(5), random.nextInt(5))
      };
      int h = 3 + random.nextInt(7);
      int w = 3 + random.nextInt(7);
      onePass.requireRight(random, paddings[seed % 3], 1 + random.nextInt(3), h, w, 32, 16);
    }
    for (int[] c : new int[][] {{17, 36}, {33, 31}}) {
      onePass.requireRight(random, Padding.SAME, 2, 5, 6, c[0], c[1]);
    }
    // More tiles than a chunk has, in several chunks of several work-items and parts.
    for (int outChannels : new int[] {66, 128}) {
      List<String> how = onePass.requireRight(random, Padding.SAME, 5, 33, 31, 70, outChannels);
      assertTrue(how.get(0).contains("1360 tiles in chunks of "), how.get(0));
      String parts = "(?s).*1360 tiles in [2-9] parts, chunks of [0-9]{2,3}:.*";
      assertTrue(how.get(4).matches(parts), how.get(4));
    }
  }

  @Test
  void onePassGivesTheBitsOfManyLaunches() {
    Session many = device.session(ProgramFolder.ofProcess(device.device()));
    Session one = device.session(ProgramFolder.ofProcess(device.device()));
    WinogradBackend launches = device.closed(new WinogradBackend(many, 2, 1 << 14));
    WinogradBackend onePass = device.closed(new WinogradBackend(one));
    Random random = new Random(6);
    Window window = Window.of(3, 1, Padding.SAME);
    HostTensor x = normal(random, TensorType.f32(2, 9, 11, 40));
    HostTensor f = normal(random, TensorType.f32(3, 3, 40, 70));
    HostTensor dy = normal(random, TensorType.f32(2, 9, 11, 70));
    Map<Op, List<HostTensor>> ops =
        Map.of(
            new Conv2d(window, 1), List.of(x, f),
            new Conv2dInputGrad(window, 1, 9, 11), List.of(dy, f));
    ops.forEach(
        (op, in) -> {
          ProgramBuilder b = new ProgramBuilder();
          b.emit(op, in.stream().map(t -> b.input(t.type())).toList()).forEach(b::output);
          Program p = b.build();
          HostTensor expected = HostRun.run(launches, p, in, CompileOptions.DEFAULT).get(0);
          HostTensor made = HostRun.run(onePass, p, in, CompileOptions.DEFAULT).get(0);
          assertTrue(expected.sameBits(made), op::toString);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void productsInLocalMemoryAreRight(int size) {
    System.setProperty("imbrex.opencl.tiles", "local");
    try {
      for (long floats : new long[] {1, 1 << 20}) {
        WinogradBackend local = backend(size, floats);
        Random random = new Random(4);
        List<String> how = local.requireRight(random, Padding.SAME, 2, 9, 7, 33, 36);
        assertTrue(how.get(0).contains("gemm_local"), how.get(0));
        local.requireRight(random, Padding.VALID, 2, 6, 8, 5, 17);
      }
    } finally {
      System.clearProperty("imbrex.opencl.tiles");
    }
  }

  /** With the points 1 and 2 in place of 5/8 and 3/2 they are four times as large. */
  @Test
  void errorsAreLessThanThoseOfAProductAndWithTilesOfFourLessThanThreeTimes() {
    Random random = new Random(5);
    HostTensor x = normal(random, TensorType.f32(2, 12, 12, 64));
    HostTensor f = normal(random, TensorType.f32(3, 3, 64, 64));
    ProgramBuilder b = new ProgramBuilder();
    Conv2d op = new Conv2d(Window.of(3, 1, Padding.SAME), 1);
    b.output(b.emit(op, b.input(x.type()), b.input(f.type())));
    Program program = b.build();
    List<double[]> exact = new Interpreter(Arithmetic.FLOAT64).evaluate(program, List.of(x, f));
    CompileOptions registers = CompileOptions.DEFAULT.withImplementation("registers");
    double product =
        error(HostRun.run(device.open(), program, List.of(x, f), registers), exact.get(0));
    for (int size : new int[] {2, 4}) {
      Backend backend = backend(size, 1 << 20);
      double error =
          error(HostRun.run(backend, program, List.of(x, f), CompileOptions.DEFAULT), exact.get(0));
      assertTrue(error < (size == 2 ? 1 : 3) * product, error + " and " + product);
    }
  }

  private static double error(List<HostTensor> result, double[] exact) {
    double squares = 0;
    for (int i = 0; i < exact.length; i++) {
      double e = result.get(0).get(i) - exact[i];
      squares += e * e;
    }
    return Math.sqrt(squares);
  }

  private static HostTensor normal(Random random, TensorType type) {
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < type.shape().intSize(); i++) {
      t.set(i, random.nextGaussian());
    }
    return t;
  }

  @Test
  void chunksShareAllTilesEquallyInWholeTilesOfProducts() {
    WinogradTiles t = new WinogradTiles(2, 2, 15, 13, 15, 13, 1, 1);
    assertEquals(2 * 8 * 7, t.count());
    assertEquals(2 * 4 * 4, new WinogradTiles(4, 2, 15, 13, 15, 13, 1, 1).count());
    assertEquals(112, t.chunk(1 << 20, 100, 8));
    assertEquals(40, t.chunk(50 * 100, 100, 8));
    assertEquals(8, t.chunk(1, 100, 8));
    assertEquals(112, t.chunk(1, 100, 128));
  }

  @Test
  void aSizeOfTilesHasAName() {
    assertEquals(2, Winograd.asked(""));
    assertEquals(2, Winograd.asked("2x2"));
    assertEquals(4, Winograd.asked("4x4"));
    assertEquals(
        "imbrex.opencl.winograd must be 2x2 or 4x4, but is 6x6.",
        assertThrows(IllegalArgumentException.class, () -> Winograd.asked("6x6")).getMessage());
  }

  @Test
  void rowsOfAPowerOfTwoAreMovedApart() {
    assertEquals(528, WinogradTiles.stride(512));
    assertEquals(96, WinogradTiles.stride(96));
  }

  /** The bounds of so short sums are less than what transforms make of numbers of unequal size. */
  @Test
  void gradientsOfFewPixelsGoByTiles() {
    Backend backend = device.open();
    Op op = new Conv2dFilterGrad(Window.of(3, 1, Padding.SAME), 1);
    for (int side : new int[] {1, 16, 17}) {
      TensorType picture = TensorType.f32(1, side, side, 32);
      List<String> ways = backend.implementations(op, List.of(picture, picture));
      assertEquals(side == 17, ways.contains("winograd"), () -> side + ": " + ways);
    }
  }
}
