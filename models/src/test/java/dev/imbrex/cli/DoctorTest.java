package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.backend.DeviceStatus;
import dev.imbrex.backend.MissingBackend;
import dev.imbrex.backend.Survey;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.DeviceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not as it should be is named, together with what would mend it. */
class DoctorTest {
  private static final long GIB = 1L << 30;

  @TempDir Path root;

  private static Finding about(String what, List<Finding> all) {
    return all.stream().filter(f -> f.about().equals(what)).findFirst().orElseThrow();
  }

  private static void assertFix(Finding.State state, String fix, Finding f) {
    assertEquals(state, f.state(), f::toString);
    assertTrue(f.fix().contains(fix), f::toString);
  }

  private static Survey survey(boolean passed, DeviceKind kind) {
    DeviceInfo d = new DeviceInfo("x:0", "a device", "v", kind, GIB, GIB, 64, "1", Map.of());
    return new Survey(
        List.of(new DeviceStatus("x", d, passed, passed ? "" : "off by one", passed)),
        List.of(new MissingBackend("opencl", "There is no loader.", "Install it.")),
        "");
  }

  @Test
  void aGoodJavaIsFine() {
    List<Finding> all =
        new JavaCheckup(25, true, 4 * GIB, "/jdk/lib/libjsig.so", true, "/jdk").findings();
    assertEquals(4, all.size());
    for (Finding f : all) {
      assertEquals(Finding.State.OK, f.state(), f::toString);
    }
  }

  @Test
  void whatJavaLacksIsNamedWithItsFix() {
    List<Finding> all = new JavaCheckup(17, false, GIB / 2, "", true, "/jdk").findings();
    assertFix(Finding.State.BETTER, "IMBREX_JAVA", about("Java", all));
    assertFix(Finding.State.BETTER, "--add-modules jdk.incubator.vector", about("vectors", all));
    assertFix(Finding.State.BETTER, "-Xmx2g", about("heap", all));
    assertFix(Finding.State.BETTER, "LD_PRELOAD=/jdk/lib/libjsig.so", about("signals", all));
  }

  @Test
  void aDeviceThatFailsAndABackendThatIsMissingAreNamed() {
    List<Finding> all = new DeviceCheckup(survey(false, DeviceKind.CPU), root).findings();
    assertFix(Finding.State.WRONG, "conformance --backend x:0", about("x:0", all));
    assertTrue(about("x:0", all).text().contains("off by one"));
    assertFix(Finding.State.BETTER, "Install it.", about("opencl", all));
    assertEquals(Finding.State.WRONG, about("devices", all).state());
  }

  @Test
  void aGpuWithoutADriverIsNamedByItsVendor() throws IOException {
    Path card = root.resolve("sys/class/drm/card0/device");
    Files.createDirectories(card);
    Files.writeString(card.resolve("vendor"), "0x1002\n");
    assertFix(
        Finding.State.BETTER,
        "mesa-opencl-icd",
        about("card0", new DeviceCheckup(survey(true, DeviceKind.CPU), root).findings()));
    assertTrue(
        new DeviceCheckup(survey(true, DeviceKind.GPU), root)
            .findings().stream().noneMatch(f -> f.about().equals("card0")));
  }

  @Test
  void driversAreListed() throws IOException {
    Path vendors = Files.createDirectories(root.resolve("etc/OpenCL/vendors"));
    Files.createFile(vendors.resolve("b.icd"));
    Files.createFile(vendors.resolve("a.icd"));
    Files.createFile(vendors.resolve("c.off"));
    List<Finding> all = new DeviceCheckup(survey(true, DeviceKind.CPU), root).findings();
    assertEquals("a.icd, b.icd", about("drivers", all).text());
  }

  @Test
  void withoutACacheItSaysWhichFolderWouldDo() {
    List<Finding> all = new StorageCheckup(Optional.empty(), root).findings();
    assertFix(Finding.State.BETTER, "IMBREX_CACHE", about("cache", all));
  }

  @Test
  void theCacheIsMeasuredAndItsDataSetsListed() throws IOException {
    Files.createDirectory(root.resolve("mnist"));
    Files.write(root.resolve("mnist/file"), new byte[3 << 20]);
    List<Finding> all = new StorageCheckup(Optional.of(root), root).findings();
    assertTrue(about("cache", all).text().endsWith(", 3 MiB"), all::toString);
    assertEquals("mnist", about("data sets", all).text());
  }

  @Test
  void theCommandEndsWithACount() {
    Cli.Answer a = Cli.run("doctor", "--json").expect(0);
    assertEquals(true, a.lastEvent().get("usable"));
    long wrong = a.events().stream().filter(e -> "wrong".equals(e.get("state"))).count();
    assertEquals(wrong, a.lastEvent().get("wrong"));
  }
}
