package dev.imbrex.opencl.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClStatus;
import dev.imbrex.opencl.driver.CountingDriver;
import dev.imbrex.opencl.driver.FaultyDriver;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceLostException;
import dev.imbrex.spi.OutOfDeviceMemoryException;
import dev.imbrex.tensor.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every call to OpenCL fails, on its first, second, third, middle and last use, with every code
 * that it may plausibly fail with. Then there is a clear error or a fallback that gives the same
 * bits; nothing is left on the device, closing throws nothing, and after lack of memory the same
 * backend computes the right thing.
 *
 * <p>What became of each goes into {@code target/fault-table.md}.
 */
class FaultTableTest {
  private static final String BUILD = "build(ClHandle, ClHandle, String)";
  private static final String BUILD_LOG = "buildLog(ClHandle, ClHandle)";

  private static final Set<String> BUILDING =
      Set.of(BUILD, "createProgram(ClHandle, String)", "binary(ClHandle)");

  private static final Set<Integer> OUT_OF_MEMORY =
      Set.of(
          ClStatus.MEM_OBJECT_ALLOCATION_FAILURE,
          ClStatus.OUT_OF_RESOURCES,
          ClStatus.OUT_OF_HOST_MEMORY);

  @RegisterExtension final OnDevice device = new OnDevice();

  @TempDir Path folder;

  private int trials;
  private List<HostTensor> undisturbed;

  /** Built programs, and how often each method is used with them. */
  private record Kept(Path folder, Map<String, Integer> uses) {}

  private Kept all;
  private Kept some;

  @Test
  void everyMethodHasARow() {
    assertEquals(new TreeSet<>(CountingDriver.signatures()), new TreeSet<>(rows().keySet()));
  }

  private static Map<String, FaultRow> rows() {
    return FaultRow.TABLE;
  }

  @Test
  void everyFailureIsAClearErrorOrAFallback() throws IOException {
    runUndisturbed();
    FaultTable table = new FaultTable();
    List<String> wrong = new ArrayList<>();
    for (String method : new TreeSet<>(rows().keySet())) {
      FaultRow row = rows().get(method);
      for (int code : row.codes()) {
        for (int n : worthTrying(method)) {
          String outcome;
          try {
            outcome =
                method.equals(BUILD_LOG)
                    ? afterAFailedBuild(row, code, n)
                    : trial(method, row, code, n);
          } catch (RuntimeException | Error e) {
            outcome = "WRONG: " + e;
            wrong.add(
                method + " " + ClStatus.name(code) + " (" + code + ") at use " + n + ": " + e);
          }
          table.put(method, code, n, outcome);
        }
      }
    }
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "fault-table.md"), table.toMarkdown());
    assertEquals(List.of(), wrong);
    assertEquals(rows().keySet(), table.methods(), "methods that failed at least once");
    assertTrue(table.cells() >= 300, table.cells() + " cells");
  }

  /** A device that goes away answers nothing any more, and may go at any moment. */
  @Test
  void aLostDeviceIsAClearErrorWheneverItIsLost() throws IOException {
    runUndisturbed();
    int calls = all.uses.values().stream().mapToInt(n -> n).sum();
    for (int code : new int[] {ClStatus.DEVICE_NOT_AVAILABLE, ClStatus.INVALID_COMMAND_QUEUE}) {
      for (int n = 1; n <= calls; n += 1 + calls / 60) {
        ClException failure = new ClException("clAny", code);
        ClDriver lost = FaultyDriver.lostAt(device.driver(), n, failure);
        attempt("use " + n, lost, failure, "waits no more");
      }
    }
  }

  private void runUndisturbed() throws IOException {
    Path first = folder.resolve("all");
    try (Backend b = device.open(device.driver(), d -> ProgramFolder.cache(first))) {
      undisturbed = SmallTraining.run(b);
    }
    Path second = folder.resolve("some");
    copy(first, second, f -> !f.startsWith("map-"));
    all = new Kept(first, uses(first));
    some = new Kept(second, uses(second));
  }

  private Map<String, Integer> uses(Path programs) {
    device.counting().forgetCalls();
    try (Backend b = open(device.driver(), programs)) {
      assertSame(SmallTraining.run(b));
    }
    Map<String, Integer> uses = new TreeMap<>();
    CountingDriver.signatures().forEach(m -> uses.put(m, device.counting().calls(m)));
    uses.put(BUILD_LOG, 1); // after a build that is made to fail
    return uses;
  }

  /** Returns the programs to begin with: where building is tried, there must be some to build. */
  private Kept kept(String method) {
    return BUILDING.contains(method) ? some : all;
  }

  private List<Integer> worthTrying(String method) {
    int last = kept(method).uses.get(method);
    return IntStream.of(1, 2, 3, last / 2, last)
        .filter(n -> n >= 1 && n <= last)
        .sorted()
        .distinct()
        .boxed()
        .toList();
  }

  private static void copy(Path from, Path to, Predicate<String> which) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path f : files.filter(f -> which.test(f.getFileName().toString())).toList()) {
        Files.copy(f, to.resolve(f.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens the device with a copy of built programs. */
  private Backend open(ClDriver driver, Path programs) {
    Path own = folder.resolve("programs" + trials++);
    copy(programs, own, f -> true);
    return OnDevice.provider(driver, d -> ProgramFolder.cache(own)).open(device.device().id());
  }

  private String trial(String method, FaultRow row, int code, int n) {
    ClException failure = new ClException(row.call(), code);
    ClDriver faulty = FaultyDriver.onUse(device.driver(), method, n, failure);
    return attempt(method, faulty, failure, row.fallback());
  }

  private String afterAFailedBuild(FaultRow row, int code, int n) {
    ClException failed = new ClException("clBuildProgram", ClStatus.BUILD_PROGRAM_FAILURE);
    ClDriver silent =
        FaultyDriver.onUse(device.driver(), BUILD_LOG, n, new ClException(row.call(), code));
    String outcome = attempt(BUILD_LOG, FaultyDriver.always(silent, BUILD, failed), failed, "");
    return outcome + ", " + row.fallback();
  }

  /** Returns what became of it, in a few words. */
  private String attempt(String what, ClDriver faulty, ClException failure, String fallback) {
    String outcome;
    Backend backend = null;
    try {
      backend = open(faulty, kept(what).folder);
      assertSame(SmallTraining.run(backend));
      assertTrue(!fallback.isEmpty(), what + " failed and nobody said so");
      outcome = "same bits: " + fallback;
    } catch (OutOfDeviceMemoryException e) {
      requireClear(e, failure);
      assertTrue(OUT_OF_MEMORY.contains(failure.code()), "no lack of memory: " + e);
      assertSame(SmallTraining.run(backend));
      outcome = "out of memory, then same bits";
    } catch (DeviceLostException e) {
      requireClear(e, failure);
      outcome = "device lost";
    } catch (BackendUnavailableException e) {
      requireClear(e, failure);
      outcome = backend == null ? "cannot be opened" : "cannot do it";
    } finally {
      if (backend != null) {
        backend.close();
      }
    }
    assertEquals(Map.of(), device.counting().live(), "left on the device");
    return outcome;
  }

  private void requireClear(RuntimeException e, ClException failure) {
    String m = String.valueOf(e.getMessage());
    assertEquals(0, e.getSuppressed().length, "closing threw as well");
    for (String part :
        List.of(failure.call(), ClStatus.name(failure.code()), device.device().id())) {
      assertTrue(m.contains(part), "'" + part + "' is missing from: " + m);
    }
    assertTrue(m.contains("(" + failure.code() + ")"), m);
  }

  private void assertSame(List<HostTensor> results) {
    for (int i = 0; i < undisturbed.size(); i++) {
      assertTrue(undisturbed.get(i).sameBits(results.get(i)), "other bits in result " + i);
    }
  }
}
