package dev.imbrex.opencl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.opencl.OnDevice;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClStatus;
import dev.imbrex.opencl.driver.Drivers;
import dev.imbrex.opencl.driver.FaultyDriver;
import dev.imbrex.opencl.elsewhere.Elsewhere;
import dev.imbrex.opencl.fault.SmallTraining;
import dev.imbrex.opencl.fault.TrainingInChild;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Programs are built once: later sessions take them from their folder, if it is any good. */
class ProgramsTest {
  @RegisterExtension final OnDevice device = new OnDevice();

  @TempDir Path temporary;

  private Path folder;
  private List<HostTensor> expected;
  private int built;

  @BeforeEach
  void fill() {
    folder = temporary.resolve("programs");
    expected = train(ProgramFolder.cache(folder));
    built = device.counting().sourcesCompiled();
    assertTrue(built > 0);
    device.counting().forgetCalls();
  }

  private List<HostTensor> train(ProgramFolder programs) {
    try (Backend b = device.open(device.driver(), d -> programs)) {
      return SmallTraining.run(b);
    }
  }

  private void requireSame(List<HostTensor> results) {
    for (int i = 0; i < expected.size(); i++) {
      assertTrue(expected.get(i).sameBits(results.get(i)), "result " + i);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void aSecondSessionBuildsNothing() throws IOException {
    requireSame(train(ProgramFolder.cache(folder)));
    assertEquals(0, device.counting().sourcesCompiled());
    assertEquals(built, device.counting().binariesTaken());
    assertEquals(built, files(folder).size());
  }

  private static Set<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).collect(Collectors.toSet());
    }
  }

  /** Returns the folders in which PoCL has a kernel, one for each kind of groups. */
  private static List<String> compiled(Set<Path> files) {
    return files.stream()
        .filter(f -> f.toString().endsWith(".so"))
        .map(f -> String.valueOf(f.getParent()))
        .sorted()
        .toList();
  }

  /** PoCL compiles what is run, once, and keeps that. */
  @Test
  void whatADriverKeepsItselfIsNotCompiledASecondTime() throws IOException, InterruptedException {
    Path kernels = Files.createDirectory(temporary.resolve("kernels"));
    Path cache = Files.createDirectory(temporary.resolve("cache"));
    Map<String, String> environment =
        Map.of("POCL_CACHE_DIR", kernels.toString(), "IMBREX_CACHE", cache.toString());
    Elsewhere child = new Elsewhere("IMBREX_TEST_POCL_ICD", temporary);
    child.run(TrainingInChild.class, environment);
    Set<Path> first = filesBelow(kernels);
    List<String> once = compiled(first);
    assertFalse(once.isEmpty());
    // For groups of any size PoCL compiles where it is asked for a program.
    assertTrue(once.stream().noneMatch(f -> f.contains("0-0-0")), once::toString);
    child.run(TrainingInChild.class, environment);
    assertEquals(once, compiled(filesBelow(kernels)));
    assertEquals(Set.of(), filesBelow(cache));
  }

  @Test
  void whatADriverIsToldNotToKeepIsKeptHere() throws IOException, InterruptedException {
    Path kernels = Files.createDirectory(temporary.resolve("kernels"));
    Path cache = Files.createDirectory(temporary.resolve("cache"));
    new Elsewhere("IMBREX_TEST_POCL_ICD", temporary)
        .run(
            TrainingInChild.class,
            Map.of(
                "POCL_KERNEL_CACHE",
                "0",
                "POCL_CACHE_DIR",
                kernels.toString(),
                "IMBREX_CACHE",
                cache.toString()));
    assertEquals(built, filesBelow(cache).size());
  }

  @Test
  void filesThatAreNoProgramsAreBuiltAgainAndReplaced() throws IOException {
    Path cut = files(folder).get(0);
    byte[] good = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(good, good.length / 2));
    Files.writeString(files(folder).get(1), "no program");
    Files.write(files(folder).get(2), new byte[0]);
    requireSame(train(ProgramFolder.cache(folder)));
    assertEquals(3, device.counting().sourcesCompiled());
    device.counting().forgetCalls();
    requireSame(train(ProgramFolder.cache(folder)));
    assertEquals(0, device.counting().sourcesCompiled());
  }

  @Test
  void aFolderThatCannotBeWrittenToIsNoFailure() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    requireSame(train(ProgramFolder.cache(file.resolve("programs"))));
    assertEquals(built, device.counting().sourcesCompiled());
  }

  /** Fills a folder with all programs and their sources. */
  private Path export() throws IOException {
    Path exported = temporary.resolve("exported");
    try (Backend b = device.open()) {
      SmallTraining.run(b);
      b.exportKernels(exported);
    }
    device.counting().forgetCalls();
    return exported;
  }

  @Test
  void trainingNeedsNoCompilerWhereProgramsWereExported() throws IOException {
    Path exported = export();
    requireSame(
        withProperty(
            ProgramFolder.BINARIES,
            exported,
            () -> train(ProgramFolder.ofProcess(device.device()))));
    assertEquals(0, device.counting().sourcesCompiled());
    assertEquals(built, device.counting().binariesTaken());
    assertEquals(2L * built, files(exported).size(), "a binary and a source of each program");
  }

  @Test
  void aPrecompiledProgramThatIsMissingIsNamed() throws IOException {
    Path exported = export();
    for (Path f : files(exported)) {
      Files.delete(f);
    }
    BackendUnavailableException e =
        assertThrows(
            BackendUnavailableException.class, () -> train(ProgramFolder.binaries(exported)));
    for (String part :
        List.of(
            ".bin of the kernels gemm_private is missing from " + exported,
            device.device().id(),
            ProgramFolder.BINARIES)) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertEquals(0, device.counting().sourcesCompiled());
  }

  @Test
  void aPrecompiledProgramThatTheDriverRefusesIsNamedWithWhatItSaid() throws IOException {
    Path exported = export();
    ClException refusal = new ClException("clCreateProgramWithBinary", ClStatus.INVALID_BINARY);
    ClDriver refusing =
        FaultyDriver.always(device.driver(), "createProgram(ClHandle, ClHandle, byte[])", refusal);
    Backend b = device.open(refusing, d -> ProgramFolder.binaries(exported));
    BackendUnavailableException e =
        assertThrows(BackendUnavailableException.class, () -> SmallTraining.run(b));
    assertTrue(
        e.getMessage().contains("in " + exported + " is not taken (" + refusal.getMessage() + ")"),
        e.getMessage());
  }

  /** Builds fail, the first so many times, and the compiler says this. */
  private ClDriver stumbling(int times, String log) {
    AtomicInteger builds = new AtomicInteger();
    return Drivers.of(
        (method, arguments) -> {
          if (method.getName().equals("build") && builds.incrementAndGet() <= times) {
            throw new ClException("clBuildProgram", ClStatus.BUILD_PROGRAM_FAILURE);
          }
          return method.getName().equals("buildLog")
              ? log
              : Drivers.forward(device.driver(), method, arguments);
        });
  }

  @Test
  void aCompilerThatLosesItsOwnFilesIsAskedAgain() {
    String log = "error: <invalid loc>: unable to rename temporary 'a.tmp' to output file 'a.cl'";
    ProgramFolder none = ProgramFolder.cache(temporary.resolve("empty"));
    try (Backend b = device.open(stumbling(2, log), d -> none)) {
      requireSame(SmallTraining.run(b));
    }
    Backend b = device.open(stumbling(3, log), d -> ProgramFolder.cache(temporary.resolve("new")));
    BackendUnavailableException e =
        assertThrows(BackendUnavailableException.class, () -> SmallTraining.run(b));
    assertTrue(e.getMessage().contains(log), e.getMessage());
  }

  @Test
  void aSourceThatDoesNotCompileIsNotTriedAgain() {
    ClDriver once = stumbling(1, "x.cl:1:1: error: unknown");
    Backend b = device.open(once, d -> ProgramFolder.cache(temporary.resolve("empty")));
    assertThrows(BackendUnavailableException.class, () -> SmallTraining.run(b));
  }

  private interface Training {
    List<HostTensor> run();
  }

  private static List<HostTensor> withProperty(String name, Path value, Training training) {
    System.setProperty(name, value.toString());
    try {
      return training.run();
    } finally {
      System.clearProperty(name);
    }
  }
}
