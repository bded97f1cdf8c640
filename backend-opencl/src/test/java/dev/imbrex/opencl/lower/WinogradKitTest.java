package dev.imbrex.opencl.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.ConformanceReport;
import dev.imbrex.conformance.ConformanceRun;
import dev.imbrex.conformance.cases.CaseFamilies;
import dev.imbrex.conformance.cases.CaseId;
import dev.imbrex.conformance.cases.Mode;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Target;
import dev.imbrex.opencl.OnDevice;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.support.MinimalFiltering;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With tiles of 4 x 4 Winograd's algorithm passes the kit, as what it declares to be. The kit's
 * cases have fewer channels than it is chosen for, and few have enough to be taken at all: those
 * are picked, and it is asked for by name.
 */
class WinogradKitTest {
  private static final String WAY = "winograd-4x4";

  @RegisterExtension final OnDevice device = new OnDevice();

  private int fast;

  @BeforeEach
  void ask() {
    System.setProperty("imbrex.opencl.winograd", "4x4");
  }

  @AfterEach
  void askNoLonger() {
    System.clearProperty("imbrex.opencl.winograd");
  }

  /** Returns seeds of which the first case of an op is one for Winograd's algorithm. */
  private static LongStream seeds(String op, LongStream from) {
    return from.filter(
            seed ->
                CaseId.draw(CaseFamilies.named(op), Mode.REAL, seed, false)
                    .make()
                    .filter(c -> c.required() && MinimalFiltering.allowed(c.op(), c.types()))
                    .isPresent())
        .limit(3);
  }

  /** Returns the device where every op that can be run in this way is. */
  private Backend byThisWay() {
    Backend behind = device.open();
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              try {
                return switch (method.getName()) {
                  case "compile" ->
                      compile(behind, (Program) arguments[0], (CompileOptions) arguments[1]);
                  case "implementations" -> ways((List<?>) method.invoke(behind, arguments));
                  default -> method.invoke(behind, arguments);
                };
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Returns this way and another; the kit has the rest where nothing is asked for. */
  private static List<String> ways(List<?> all) {
    return all.contains(WAY) ? List.of(WAY, "registers") : List.of();
  }

  private Executable compile(Backend behind, Program program, CompileOptions options) {
    CompileOptions named =
        options.implementation().isPresent() ? options : options.withImplementation(WAY);
    Executable e = behind.compile(program, named);
    fast += e.accuracy() == Accuracy.FAST ? 1 : 0;
    return e;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Conv2d", "ConvBiasActivation", "Conv2dInputGrad", "Conv2dFilterGrad"})
  void theKitHoldsItToTheClassThatItDeclares(String op) {
    Target target =
        new Target() {
          @Override
          public String name() {
            return "opencl";
          }

          @Override
          public Backend open() {
            return byThisWay();
          }
        };
    // gradients are drawn from the complement
    LongStream seeds =
        LongStream.concat(
            seeds(op, LongStream.iterate(1, s -> s + 1)),
            seeds(op, LongStream.iterate(-2, s -> s - 1)).map(s -> ~s));
    seeds.forEach(
        seed -> {
          ConformanceReport r =
              ConformanceRun.of(target, new CheckOptions(1, seed, false, op), c -> {});
          assertEquals("", String.join("\n", r.failures()));
        });
    assertTrue(fast >= 12, () -> fast + " programs went this way");
  }
}
