package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.ConformanceReport;
import dev.imbrex.conformance.ConformanceRun;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Part;
import dev.imbrex.conformance.check.Target;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.device.Traits;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.support.HostRun;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every way that the tuner may take is right, and there is not more than it can try. */
class ProductWaysTest {
  private static final Window WINDOW = Window.of(3, 1, Padding.SAME);

  @RegisterExtension final OnDevice device = new OnDevice();

  private static List<TensorType> picture(int batch, int size, int channels, int filters) {
    return List.of(
        TensorType.f32(batch, size, size, channels), TensorType.f32(3, 3, channels, filters));
  }

  private static List<TensorType> gradient(int batch, int size, int channels, int filters) {
    return List.of(
        TensorType.f32(batch, size, size, channels), TensorType.f32(batch, size, size, filters));
  }

  private KernelTable table(ClDevice as) {
    return ClKernels.table(device.closed(Session.open(device.driver(), as, ProgramFolder.none())));
  }

  /** Returns the device as one whose tiles belong into local memory. */
  private ClDevice gpu() {
    ClDevice d = device.device();
    return new ClDevice(
        d.id(),
        d.platform(),
        d.handle(),
        d.platformName(),
        d.name(),
        d.vendor(),
        d.kind(),
        d.version(),
        d.driverVersion(),
        40,
        1,
        256,
        48 << 10,
        true,
        d.globalBytes(),
        d.largestBuffer(),
        d.alignmentBytes(),
        true,
        new Traits("a GPU", true, 128, 128));
  }

  /** Returns the device with the short list as its implementations of every op. */
  private Backend listing() {
    Backend behind = device.open();
    ProductWays ways = new ProductWays(table(device.device()), device.device(), false);
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("implementations")) {
                return ways.of((Op) arguments[0], types(arguments[1]));
              }
              try {
                return method.invoke(behind, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @SuppressWarnings("unchecked") // an argument of implementations
  private static List<TensorType> types(Object list) {
    return (List<TensorType>) list;
  }

  @Test
  void everyWayOfTheShortListPassesTheKit() {
    Backend listing = listing();
    Target target =
        new Target() {
          @Override
          public String name() {
            return "opencl";
          }

          @Override
          public Backend open() {
            return listing;
          }
        };
    ConformanceReport r =
        ConformanceRun.of(
            target,
            CheckOptions.DEFAULT
                .withCases(6)
                .withSmallShapes()
                .withOnly(Part.IMPLEMENTATION.label()),
            c -> {});
    assertEquals(List.of(), r.failures());
    assertTrue(r.cases() >= 24, () -> r.cases() + " cases");
  }

  @Test
  void tilesOfAnySizeGiveWhatTheOracleGives() {
    ProgramBuilder b = new ProgramBuilder();
    List<TensorType> types = picture(2, 9, 5, 21);
    List<HostTensor> inputs = types.stream().map(ProductWaysTest::integers).toList();
    b.output(b.emit(new Conv2d(WINDOW, 1), b.input(types.get(0)), b.input(types.get(1))));
    var program = b.build();
    HostTensor expected = new Interpreter(Arithmetic.ROUNDED).run(program, inputs).get(0);
    try (Backend backend = device.open()) {
      for (String way :
          List.of(
              "registers-12x16x2",
              "registers-6x8x3",
              "registers-1x1x1",
              "local-32x32x16-4x2",
              "local-32x16x32-8x1")) {
        HostTensor y =
            HostRun.run(backend, program, inputs, CompileOptions.DEFAULT.withImplementation(way))
                .get(0);
        assertTrue(expected.sameBits(y), way);
      }
    }
  }

  /** Blocks of 128, 256 and more pixels: parts of a row, several rows, parts that are split too. */
  @Test
  void sumsOverMorePixelsThanABlockHasAreRight() {
    List<TensorType> rows = List.of(TensorType.f32(2, 2, 301, 8), TensorType.f32(2, 2, 301, 21));
    List<TensorType> pictures = List.of(TensorType.f32(3, 23, 9, 6), TensorType.f32(3, 23, 9, 66));
    List<TensorType> everyOther =
        List.of(TensorType.f32(1, 5, 401, 4), TensorType.f32(1, 3, 201, 64));
    List<TensorType> plain =
        List.of(TensorType.f32(555, 13), TensorType.f32(555, 70), TensorType.f32(70));
    Conv2dFilterGrad gradient = new Conv2dFilterGrad(WINDOW, 1);
    Activation relu = Activation.of(ActivationFn.RELU);
    List<String> ways =
        List.of(
            "registers-4x16x4", "registers-8x16x2", "registers-6x4x1-s2", "registers-4x16x4-s3");
    check(gradient, rows, ways);
    check(gradient, pictures, ways);
    check(new Conv2dFilterGrad(Window.of(3, 2, Padding.SAME), 1), everyOther, ways);
    check(new MatMulBiasActivation(true, false, relu, true), plain, ways);
  }

  private void check(Op op, List<TensorType> types, List<String> ways) {
    ProgramBuilder b = new ProgramBuilder();
    List<HostTensor> inputs = types.stream().map(ProductWaysTest::integers).toList();
    b.emit(op, types.stream().map(b::input).toList()).forEach(b::output);
    var program = b.build();
    List<HostTensor> expected = new Interpreter(Arithmetic.ROUNDED).run(program, inputs);
    try (Backend backend = device.open()) {
      for (String way : ways) {
        List<HostTensor> results =
            HostRun.run(backend, program, inputs, CompileOptions.DEFAULT.withImplementation(way));
        for (int i = 0; i < results.size(); i++) {
          assertTrue(expected.get(i).sameBits(results.get(i)), op + " " + types + " by " + way);
        }
      }
    }
  }

  private static HostTensor integers(TensorType type) {
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < type.shape().intSize(); i++) {
      t.set(i, 1 + i * 31 % 5); // no zeros, which may have either sign
    }
    return t;
  }

  @Test
  void onlyTilesThatTheKernelsAndTheDeviceHaveAreOffered() {
    KernelTable t = table(gpu());
    Conv2d op = new Conv2d(WINDOW, 1);
    List<TensorType> in = picture(2, 9, 8, 20);
    for (String way :
        List.of(
            "registers",
            "local",
            "registers-8x16x2",
            "registers-8x16x2-s3",
            "local-128x64x16-8x4",
            "local-8x8x8-1x1")) {
      assertTrue(t.offers(op, in, way), way);
    }
    for (String way :
        List.of(
            "registers-5x16x2", // no such rows
            "registers-8x4x3", // no panels of 12
            "registers-8x16", // not all that makes a tile
            "registers-8x16x2-s",
            "registers-",
            "local-128x128x16-4x4", // 1024 work-items
            "local-128x64x16-3x4",
            "local-99999x64x16-8x4",
            "winograd-2")) {
      assertFalse(t.offers(op, in, way), way);
    }
  }

  @Test
  void aCpuHasFewWaysWithPanelsAsWideAsTheUsualOnes() {
    ProductWays ways = new ProductWays(table(device.device()), device.device(), false);
    List<String> forward = ways.of(new Conv2d(WINDOW, 1), picture(8, 28, 16, 40));
    assertTrue(forward.size() >= 3 && forward.size() <= 6, forward::toString);
    String tile = forward.get(0).replaceAll("registers-\\d+", "");
    assertTrue(forward.stream().allMatch(w -> w.endsWith(tile)), forward::toString);
    List<String> filters = ways.of(new Conv2dFilterGrad(WINDOW, 1), gradient(8, 28, 16, 40));
    assertTrue(filters.stream().allMatch(w -> w.matches(".*-s\\d+")), filters::toString);
    assertEquals(List.of(), ways.of(new Unary(Unary.Fn.NEG), List.of(TensorType.f32(3))));
  }

  @Test
  void aGpuHasAtMostSixteenMostlyInLocalMemory() {
    KernelTable t = table(gpu());
    ProductWays few = new ProductWays(t, gpu(), false);
    ProductWays all = new ProductWays(t, gpu(), true);
    Conv2d op = new Conv2d(WINDOW, 1);
    List<TensorType> in = picture(64, 28, 16, 128);
    List<String> names = few.of(op, in);
    assertTrue(few.of(op, picture(64, 28, 64, 128)).contains("winograd"));
    assertTrue(names.size() > 8 && names.size() <= 16, names::toString);
    assertTrue(names.get(0).startsWith("local-"), names::toString);
    assertTrue(names.stream().filter(n -> n.startsWith("local-")).count() > 8, names::toString);
    List<String> more = all.of(op, in);
    assertTrue(more.size() > 40 && more.containsAll(names), more::toString);
    assertTrue(more.stream().allMatch(w -> t.offers(op, in, w)), more::toString);
    List<TensorType> plain = List.of(TensorType.f32(64, 400), TensorType.f32(400, 10));
    assertTrue(few.of(new MatMul(false, false), plain).size() > 1);
  }

  @Test
  void aFullNameSaysAllThatChangesBits() {
    for (ClDevice d : List.of(device.device(), gpu())) {
      KernelTable t = table(d);
      ProductWays ways = new ProductWays(t, d, false);
      Conv2dFilterGrad op = new Conv2dFilterGrad(WINDOW, 1);
      List<TensorType> in = gradient(8, 28, 16, 40);
      String usual = ways.fullName(op, in, Optional.empty()).orElseThrow();
      assertEquals(ways.of(op, in).get(0), usual);
      assertTrue(usual.matches("(registers|local)-[-x0-9]+-s\\d+"), usual);
      for (String way : List.of("registers", "local", "registers-4x4x1", "local-8x8x8-1x1")) {
        String full = ways.fullName(op, in, Optional.of(way)).orElseThrow();
        assertTrue(full.matches(way + "[-x0-9]*-s\\d+") && t.offers(op, in, full), full);
        assertEquals(full, ways.fullName(op, in, Optional.of(full)).orElseThrow());
      }
      assertEquals(
          "registers-4x4x1-s3",
          ways.fullName(op, in, Optional.of("registers-4x4x1-s3")).orElseThrow());
      assertEquals("winograd", ways.fullName(op, in, Optional.of("winograd")).orElseThrow());
      List<TensorType> row = List.of(TensorType.f32(1, 700), TensorType.f32(700, 90));
      String few = ways.fullName(new MatMul(false, false), row, Optional.empty()).orElseThrow();
      assertTrue(few.matches("gemv-[x0-9]+-s\\d+"), few);
      assertEquals(
          Optional.empty(),
          ways.fullName(new Unary(Unary.Fn.NEG), List.of(TensorType.f32(3)), Optional.empty()));
      List<TensorType> pictures = List.of(TensorType.f32(2, 8, 8, 3));
      MaxPool2d pool = new MaxPool2d(Window.of(2, 2, Padding.VALID), false);
      assertEquals("disjoint", ways.fullName(pool, pictures, Optional.empty()).orElseThrow());
    }
  }

  @Test
  void winogradsLargeTilesAreThereOnlyWhereTheyAreAskedFor() {
    Conv2d op = new Conv2d(WINDOW, 1);
    Op gradient = new Conv2dFilterGrad(WINDOW, 1);
    List<TensorType> many = picture(8, 14, 128, 128);
    for (ClDevice d : List.of(device.device(), gpu())) {
      for (boolean all : new boolean[] {true, false}) {
        KernelTable usual = table(d);
        assertFalse(usual.offers(op, many, "winograd-4x4"));
        assertFalse(new ProductWays(usual, d, all).of(op, many).contains("winograd-4x4"));
        assertFalse(usual.implementations(op, many).contains("winograd-4x4"));
      }
    }
    assertFalse(ProductWays.isPrecise("winograd-4x4"));
    System.setProperty("imbrex.opencl.winograd", "4x4");
    try {
      for (ClDevice d : List.of(device.device(), gpu())) {
        KernelTable asked = table(d);
        ProductWays few = new ProductWays(asked, d, false);
        assertEquals("winograd-4x4", asked.implementations(op, many).get(0));
        assertEquals("winograd-4x4", few.of(op, many).get(0));
        assertEquals(
            "winograd-4x4", asked.implementations(gradient, gradient(8, 14, 256, 256)).get(0));
        assertFalse(
            few.of(gradient, gradient(8, 14, 128, 256)).get(0).equals("winograd-4x4"),
            "gradients with fewer filters");
        // few filters, few pixels, pictures no larger than small tiles: where measured or named
        for (List<TensorType> in :
            List.of(
                picture(8, 14, 64, 128), picture(1, 14, 128, 128), picture(2000, 2, 128, 128))) {
          assertFalse(few.of(op, in).get(0).equals("winograd-4x4"));
          assertTrue(few.of(op, in).contains("winograd-4x4"));
        }
        assertFalse(asked.offers(op, picture(8, 14, 16, 128), "winograd-4x4"));
      }
    } finally {
      System.clearProperty("imbrex.opencl.winograd");
    }
  }

  @Test
  void eachChannelByItselfIsOneWayAmongOthers() {
    ProductWays ways = new ProductWays(table(device.device()), device.device(), false);
    List<String> names =
        ways.of(
            new Conv2d(WINDOW, 16),
            List.of(TensorType.f32(2, 9, 9, 16), TensorType.f32(3, 3, 1, 16)));
    assertEquals("depthwise", names.get(0));
    assertTrue(names.stream().anyMatch(n -> n.startsWith("registers-")), names::toString);
    assertTrue(ProductWays.isPrecise("depthwise") && ProductWays.isPrecise("local-8x8x8-1x1"));
    assertFalse(ProductWays.isPrecise("winograd"));
  }
}
