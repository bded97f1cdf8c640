package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.kernels.MatrixEngine;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.Support;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The kernel for matrix engines, with ordinary code in their place that finds elements where the
 * manuals say them to be: everything but the instruction itself.
 */
class MatrixProductTest {
  @RegisterExtension final OnDevice device = new OnDevice();

  private Backend open(MatrixEngine engine) {
    Session session = device.session(ProgramFolder.ofProcess(device.device()));
    return device.closed(new MatrixEmulation(session, engine));
  }

  /** Numbers with three bits, which no engine rounds: a wrong place can not hide. */
  private static HostTensor coarse(Random random, int... shape) {
    HostTensor t = HostTensor.zeros(TensorType.f32(shape));
    for (int i = 0; i < t.type().shape().intSize(); i++) {
      t.set(i, (random.nextInt(15) - 7) / 4.0);
    }
    return t;
  }

  private static List<float[]> run(Backend backend, Op op, List<HostTensor> inputs) {
    ProgramBuilder b = new ProgramBuilder();
    List<Value> out = b.emit(op, inputs.stream().map(t -> b.input(t.type())).toList());
    out.forEach(b::output);
    List<Slice> in = new ArrayList<>();
    for (HostTensor t : inputs) {
      Buffer memory = backend.allocate(t.type().bytes());
      memory.write(0, t.buffer());
      in.add(Slice.of(memory).part(0, t.type().bytes()));
    }
    List<Slice> made = new ArrayList<>();
    for (Value v : out) {
      made.add(Slice.of(backend.allocate(v.type().bytes())).part(0, v.type().bytes()));
    }
    List<float[]> results = new ArrayList<>();
    try (Executable e = backend.compile(b.build(), CompileOptions.DEFAULT)) {
      assertTrue(e.explain().contains("gemm_matrix"), e.explain());
      e.bind(in, made, Slice.of(backend.allocate(Math.max(4, e.arenaBytes())))).run();
      for (Slice s : made) {
        ByteBuffer bytes = ByteBuffer.allocate((int) s.bytes()).order(ByteOrder.nativeOrder());
        s.buffer().read(s.offset(), bytes);
        float[] values = new float[bytes.capacity() / 4];
        bytes.flip().order(ByteOrder.nativeOrder()).asFloatBuffer().get(values);
        results.add(values);
      }
    }
    return results;
  }

  private static void check(Backend backend, Op op, HostTensor... inputs) {
    List<HostTensor> in = List.of(inputs);
    List<double[]> expected =
        new Interpreter(Arithmetic.FLOAT64)
            .apply(
                op,
                in.stream().map(HostTensor::type).toList(),
                in.stream().map(HostTensor::toDoubles).toList());
    List<float[]> got = run(backend, op, in);
    for (int o = 0; o < expected.size(); o++) {
      for (int i = 0; i < expected.get(o).length; i++) {
        double x = expected.get(o)[i];
        assertEquals(x, got.get(o)[i], 1e-6 * Math.max(1, Math.abs(x)), op + " element " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void elementsAreWhereTheManualsSay(MatrixEngine engine) {
    Backend backend = open(engine);
    Random random = new Random(1);
    int m = engine.rows();
    int n = engine.columns();
    int k = engine.depth();
    check(backend, new MatMul(false, false), coarse(random, m, k), coarse(random, k, n));
    // Less and more than a tile, which is two small matrices each way.
    for (int[] s : new int[][] {{1, 1, 1}, {2 * m + 1, 2 * n + 3, 5 * k + 1}, {7, 37, 3}}) {
      check(
          backend,
          new MatMul(false, false),
          coarse(random, s[0], s[2]),
          coarse(random, s[2], s[1]));
    }
  }

  @ParameterizedTest
  @EnumSource
  void largeTilesHaveTheSameResults(MatrixEngine engine) {
    Backend backend = open(engine);
    Random random = new Random(2);
    // More tiles than any CPU that runs this has processors would take too long; two each will do.
    int side = 64 * (int) Math.ceil(Math.sqrt(2.0 * device.device().computeUnits())) + 1;
    List<HostTensor> in = List.of(coarse(random, side, 40), coarse(random, 40, side));
    assertTrue(
        MatrixProduct.isLarge(Product.plain(side, side, 40, false, right()), device.device()));
    check(backend, new MatMul(false, false), in.get(0), in.get(1));
  }

  private static Product.Right right() {
    return Product.Right.rowMajor(40, 0);
  }

  @ParameterizedTest
  @EnumSource
  void operandsMayBeTransposed(MatrixEngine engine) {
    Backend backend = open(engine);
    Random random = new Random(3);
    check(backend, new MatMul(true, false), coarse(random, 21, 35), coarse(random, 21, 18));
    check(backend, new MatMul(false, true), coarse(random, 35, 21), coarse(random, 18, 21));
    check(backend, new MatMul(true, true), coarse(random, 21, 35), coarse(random, 18, 21));
  }

  @ParameterizedTest
  @EnumSource
  void biasAndActivationFollow(MatrixEngine engine) {
    Backend backend = open(engine);
    Random random = new Random(4);
    check(
        backend,
        new MatMulBiasActivation(false, false, Activation.of(ActivationFn.RELU), true),
        coarse(random, 19, 20),
        coarse(random, 20, 18),
        coarse(random, 18));
  }

  @Test
  void aConvolutionByOnePixelIsAPlainProduct() {
    Backend backend = open(MatrixEngine.NVIDIA_TF32);
    Random random = new Random(5);
    Conv2d op = new Conv2d(Window.of(1, 1, Padding.VALID), 1);
    check(backend, op, coarse(random, 2, 5, 3, 12), coarse(random, 1, 1, 12, 10));
  }

  @Test
  void otherConvolutionsAreLeftToOthers() {
    Backend backend = open(MatrixEngine.NVIDIA_TF32);
    TensorType picture = TensorType.f32(2, 5, 4, 12);
    for (Conv2d op :
        List.of(
            new Conv2d(Window.of(3, 1, Padding.SAME), 1),
            new Conv2d(Window.of(1, 2, Padding.VALID), 1))) {
      int taps = op.window().kernelH();
      TensorType filter = TensorType.f32(taps, taps, 12, 10);
      assertEquals(Support.UNSUPPORTED, backend.supports(op, List.of(picture, filter)));
    }
    // One row of pixels, but every other of them, or with a border.
    for (Conv2d op :
        List.of(
            new Conv2d(new Window(1, 1, 1, 2, 1, 1, Padding.VALID), 1),
            new Conv2d(new Window(1, 1, 1, 1, 1, 1, new Padding.Explicit(0, 0, 1, 1)), 1))) {
      assertEquals(
          Support.UNSUPPORTED,
          backend.supports(op, List.of(TensorType.f32(1, 1, 8, 4), TensorType.f32(1, 1, 4, 4))));
    }
  }

  /** Returns what becomes of a factor that is multiplied with 1. */
  private float rounded(Backend backend, float x) {
    HostTensor a = HostTensor.of(Shape.of(1, 1), x);
    HostTensor b = HostTensor.of(Shape.of(1, 1), 1f);
    return run(backend, new MatMul(false, false), List.of(a, b)).get(0)[0];
  }

  @ParameterizedTest
  @EnumSource
  void factorsAreRoundedToTheNearest(MatrixEngine engine) {
    Backend backend = open(engine);
    int bits =
        switch (engine.precision()) {
          case FLOAT32 -> 23;
          case TF32, FLOAT16 -> 10;
          case BF16 -> 7;
        };
    float last = (float) Math.scalb(1.0, -bits);
    assertEquals(1 + last, rounded(backend, 1 + last));
    if (bits < 23) {
      assertEquals(1 + last, rounded(backend, 1 + 0.51f * last));
      assertEquals(1, rounded(backend, 1 + 0.49f * last));
      assertEquals(-1 - last, rounded(backend, -1 - 0.51f * last));
    }
    assertEquals(0, rounded(backend, 0));
    assertEquals(Float.POSITIVE_INFINITY, rounded(backend, Float.POSITIVE_INFINITY));
    for (int nan : new int[] {0x7fc00000, 0x7fffffff, 0xffffffff, 0x7f800001}) {
      assertTrue(Float.isNaN(rounded(backend, Float.intBitsToFloat(nan))));
    }
  }
}
