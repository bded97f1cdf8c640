package dev.imbrex.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.support.InterpretedBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfTestTest {
  private final BackendProvider provider = new InterpretedProvider();
  private final ChildProcess child = new ChildProcess(Settings.ofProcess());

  @TempDir Path folder;

  private static DeviceInfo device(String id) {
    return InterpretedProvider.device(id);
  }

  @Test
  void backendsThatAreRightPassAndLeaveNothingOpen() {
    try (Backend backend = new InterpretedBackend()) {
      assertEquals(Optional.empty(), SelfTest.run(backend));
      assertEquals(0, backend.openHandles());
    }
  }

  @Test
  void backendsThatAreWrongFailWithAReason() {
    try (Backend backend = InterpretedProvider.wrong(new InterpretedBackend())) {
      String reason = SelfTest.run(backend).orElseThrow();
      assertTrue(reason.startsWith("Element 0 of a convolution is "), reason);
    }
  }

  @Test
  void devicesAreTestedInAChildProcess() {
    assertEquals(Verdict.PASS, child.test(provider, device("interpreted")));
    Verdict wrong = child.test(provider, device("interpreted:wrong"));
    assertTrue(wrong.reason().startsWith("Element 0 of a convolution is "), wrong.reason());
    assertTrue(wrong.lasting());
  }

  @Test
  void theChildProcessHasTheSettingsOfItsParent() {
    Verdict without = child.test(provider, device("interpreted:asks"));
    assertTrue(without.reason().contains("is not set"), without.reason());
    assertFalse(without.lasting(), "with other settings it may well be opened");
    System.setProperty(InterpretedProvider.ASKED, "yes");
    try {
      assertEquals(Verdict.PASS, child.test(provider, device("interpreted:asks")));
    } finally {
      System.clearProperty(InterpretedProvider.ASKED);
    }
  }

  @Test
  void aCrashInTheChildProcessIsAVerdict() {
    Verdict verdict = child.test(provider, device("interpreted:crash"));
    assertEquals(
        "The process that tested it ended with code 134: its driver may be broken.",
        verdict.reason());
    assertTrue(verdict.lasting());
  }

  @Test
  void aChildProcessThatHangsIsEndedAndNotRemembered() {
    Verdict verdict =
        new ChildProcess(Settings.ofProcess(), 1).test(provider, device("interpreted:hang"));
    assertEquals(Verdict.failForNow("The test did not end within 1 seconds."), verdict);
  }

  @Test
  void aProviderThatTheChildDoesNotFindIsNotRemembered() {
    Verdict verdict = child.test(new DiscoveryTest.Good(), device("good"));
    assertFalse(verdict.passed());
    assertFalse(verdict.lasting());
  }

  @Test
  void noJavaToRunIsAVerdict() {
    Settings nowhere = new Settings(name -> folder.toString(), name -> null);
    Verdict verdict = new ChildProcess(nowhere).test(provider, device("interpreted"));
    assertFalse(verdict.passed());
    assertFalse(verdict.lasting());
  }

  @Test
  void verdictsAreRememberedPerDriverVersion() {
    SelfTestMemory memory = new SelfTestMemory(Optional.of(folder));
    DeviceInfo a = device("a");
    assertEquals(Optional.empty(), memory.recall("p", a));
    memory.remember("p", a, Verdict.fail("wrong\nsum"));
    memory.remember("p", device("b"), Verdict.PASS);
    memory.remember("p", device("c"), Verdict.failForNow("busy"));
    assertEquals(Optional.of(Verdict.fail("wrong sum")), memory.recall("p", a));
    assertEquals(Optional.of(Verdict.PASS), memory.recall("p", device("b")));
    assertEquals(Optional.empty(), memory.recall("p", device("c")));
    DeviceInfo newDriver =
        new DeviceInfo(
            "a",
            a.name(),
            a.vendor(),
            a.kind(),
            a.memoryBytes(),
            a.maxBufferBytes(),
            a.alignmentBytes(),
            "2",
            a.notes());
    assertEquals(Optional.empty(), memory.recall("p", newDriver));
  }

  @Test
  void damagedOrUnwritableMemoryBreaksNothing() throws IOException {
    SelfTestMemory memory = new SelfTestMemory(Optional.of(folder));
    memory.remember("p", device("a"), Verdict.PASS);
    try (var files = Files.list(folder.resolve("selftest"))) {
      for (Path f : files.toList()) {
        Files.write(f, new byte[] {(byte) 0xff, 0, 7});
      }
    }
    assertEquals(Optional.empty(), memory.recall("p", device("a")));
    Path file = Files.createFile(folder.resolve("file"));
    for (Optional<Path> none : List.of(Optional.<Path>empty(), Optional.of(file))) {
      SelfTestMemory nowhere = new SelfTestMemory(none);
      nowhere.remember("p", device("a"), Verdict.PASS);
      assertEquals(Optional.empty(), nowhere.recall("p", device("a")));
    }
  }

  @Test
  void nativeDevicesAreTestedOnceAndThenRemembered() {
    int[] tests = {0};
    Tester counting =
        (p, d) -> {
          tests[0]++;
          return Verdict.PASS;
        };
    SelfTestRunner runner = new SelfTestRunner(new SelfTestMemory(Optional.of(folder)), counting);
    BackendProvider driver = new DiscoveryTest.Good();
    runner.test(driver, device("good"));
    assertEquals(Verdict.PASS, runner.test(driver, device("good")));
    assertEquals(1, tests[0]);
    runner.retest(driver, device("good"));
    assertEquals(2, tests[0]);
    assertEquals(Verdict.PASS, runner.test(provider, device("interpreted")));
    assertEquals(2, tests[0], "a provider in plain Java is tested in this process");
  }

  @Test
  void theCacheFolderIsFoundWhereverThereIsOne() throws IOException {
    Path own = folder.resolve("own");
    Path shared = folder.resolve("shared");
    Path home = folder.resolve("home");
    assertEquals(Optional.of(own), CacheFolder.find(settings(own, shared, home)));
    assertTrue(Files.isDirectory(own));
    assertEquals(
        Optional.of(shared.resolve("imbrex")), CacheFolder.find(settings(null, shared, home)));
    assertEquals(
        Optional.of(home.resolve(".cache/imbrex")), CacheFolder.find(settings(null, null, home)));
    assertEquals(Optional.empty(), CacheFolder.find(settings(null, null, null)));
    // What Java says where a user has no home: a folder of that name is not made.
    assertEquals(Optional.empty(), CacheFolder.find(settings(null, null, Path.of("?"))));
    Path file = Files.createFile(folder.resolve("file"));
    assertEquals(Optional.empty(), CacheFolder.find(settings(null, null, file)));
    Settings odd = new Settings(name -> "\0", name -> null);
    assertEquals(Optional.empty(), CacheFolder.find(odd));
  }

  private static Settings settings(Path own, Path shared, Path home) {
    return new Settings(
        name -> name.equals("user.home") && home != null ? home.toString() : null,
        name ->
            name.equals("IMBREX_CACHE") && own != null
                ? own.toString()
                : name.equals("XDG_CACHE_HOME") && shared != null ? shared.toString() : null);
  }

  @Test
  void backendsFindAndTestWhatIsOnTheClassPath() {
    try (Backend backend = Backends.select("interpreted")) {
      assertEquals("interpreted", backend.device().id());
    }
    assertTrue(Backends.report().contains("interpreted"));
    assertTrue(
        Backends.devices().stream()
            .anyMatch(d -> d.device().id().equals("interpreted") && d.passed()));
  }
}
