package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which devices are found with which drivers, in processes of their own. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "drivers are taken away by way of Linux's loader")
class OpenClDevicesTest {
  private static final String VENDORS = "OCL_ICD_VENDORS";
  private static final String SEARCH_PATH = "LD_LIBRARY_PATH";

  @TempDir Path folder;

  @BeforeEach
  void require() {
    OpenCl.require();
  }

  private static void copy(Path vendors, Path into) throws IOException {
    try (Stream<Path> files = Files.list(vendors)) {
      for (Path f : files.filter(f -> f.toString().endsWith(".icd")).toList()) {
        Files.copy(f, into.resolve(f.getFileName()));
      }
    }
  }

  private static void assertPasses(Cli.Answer devices, String id) {
    Map<String, Object> d = OpenCl.device(devices, id).orElseThrow();
    assertEquals(true, d.get("passed"), d::toString);
    assertEquals("", d.get("reason"));
  }

  /** Asserts that there is no OpenCL for this reason, and that all else works and says so. */
  private void assertWithoutOpenCl(Map<String, String> environment, String reason, String remedy)
      throws Exception {
    Cli.Answer devices = OpenCl.inProcess(environment, "devices").expect(0);
    String line = devices.out().lines().filter(l -> l.contains("opencl")).findFirst().orElseThrow();
    assertTrue(line.startsWith("  opencl       none  " + reason + " " + remedy), devices.out());

    Path data = Cli.writeData(folder.resolve("data"));
    List<Object> train = List.of("train", "mlp-84", "--data", "mnist", "--data-dir", data);
    Cli.Answer auto =
        OpenCl.inProcess(environment, with(train, "--epochs", 1, "--out", folder.resolve("run")));
    List<String> told = told(auto.expect(0)).filter(l -> l.contains("OpenCL")).toList();
    assertEquals(1, told.size(), auto.out());
    assertTrue(told.get(0).startsWith("Using cpu ("), auto.out());
    assertTrue(
        told.get(0).endsWith(": no GPU was found that works; opencl: " + reason), auto.out());

    Cli.Answer named = OpenCl.inProcess(environment, with(train, "--backend", "opencl"));
    named.expect(3);
    assertEquals(0, told(named).count(), named.out());
    assertTrue(
        named.err().contains("opencl: not available. " + reason + " " + remedy), named.err());
    assertFalse(named.err().contains("\tat "), named.err());
  }

  /** Returns the lines of an answer but for what JOCL's native library prints of its own accord. */
  private static Stream<String> told(Cli.Answer answer) {
    return answer.out().lines().filter(l -> !l.startsWith("Could not load lib"));
  }

  private static Object[] with(List<Object> first, Object... more) {
    return Stream.concat(first.stream(), Stream.of(more)).toArray();
  }

  @Test
  void allDevicesPassTheirTests() {
    Cli.Answer a = Cli.run("devices", "--json").expect(0);
    List.of("opencl:0", "cpu", "reference").forEach(id -> assertPasses(a, id));
  }

  @Test
  void everyDriversDevicesAreListedWithTheirResults() throws Exception {
    copy(OpenCl.vendors("IMBREX_TEST_POCL_ICD"), folder);
    copy(OpenCl.vendors("IMBREX_TEST_OCLGRIND_ICD"), folder);
    Cli.Answer a = OpenCl.inProcess(Map.of(VENDORS, folder.toString()), "devices", "--json");
    a.expect(0);
    List.of("opencl:0", "opencl:1", "cpu", "reference").forEach(id -> assertPasses(a, id));
    for (String name : List.of("pthread", "Oclgrind")) {
      assertEquals(
          1,
          a.events().stream()
              .filter(e -> String.valueOf(e.get("name")).contains(name))
              .filter(e -> e.get("id").toString().startsWith("opencl:"))
              .count(),
          a.out());
    }
  }

  @Test
  void withoutADriverAutoTakesTheCpuAndOpenClSaysWhatToInstall() throws Exception {
    assertWithoutOpenCl(
        Map.of(VENDORS, Files.createDirectory(folder.resolve("none")).toString()),
        "OpenCL is installed, but no driver offers a device.",
        "Install your device's OpenCL driver (");
  }

  @Test
  void withoutALoaderThatLoadsAutoTakesTheCpuAndOpenClSaysWhatToInstall() throws Exception {
    // The linker's own cache can not be hidden from it; what lies in front of it can.
    Path broken = Files.createDirectory(folder.resolve("broken"));
    for (String name : List.of("libOpenCL.so", "libOpenCL.so.1")) {
      Files.writeString(broken.resolve(name), "not a library");
    }
    String before = System.getenv(SEARCH_PATH);
    assertWithoutOpenCl(
        Map.of(SEARCH_PATH, before == null ? broken.toString() : broken + ":" + before),
        "The OpenCL library can not be loaded.",
        "Install the OpenCL loader (");
  }
}
