package dev.imbrex.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.spi.Availability;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {
  @TempDir Path folder;

  /** A provider with nothing wrong. */
  public static class Good implements BackendProvider {
    @Override
    public String name() {
      return "good";
    }

    @Override
    public int spiVersion() {
      return SPI_VERSION;
    }

    @Override
    public int priority() {
      return 0;
    }

    @Override
    public Availability probe() {
      return new Availability.Available(List.of(InterpretedProvider.device("good")));
    }

    @Override
    public Backend open(String deviceId) {
      throw new AssertionError("Discovery opens nothing.");
    }
  }

  /** Can not be made. */
  public static final class ThrowsInConstructor extends Good {
    public ThrowsInConstructor() {
      throw new IllegalStateException("no license");
    }
  }

  /** Breaks a promise. */
  public static final class ThrowsInProbe extends Good {
    @Override
    public Availability probe() {
      throw new IllegalStateException("bad day");
    }
  }

  /** Lacks a class or a native library. */
  public static final class Unlinked extends Good {
    @Override
    public Availability probe() {
      throw new NoClassDefFoundError("org/jocl/CL");
    }
  }

  /** Fails before anything can be asked. */
  public static final class BrokenClass extends Good {
    static final int SIZE = Integer.parseInt("many");

    public BrokenClass() {}
  }

  /** Comes from another time. */
  public static final class OldInterface extends Good {
    @Override
    public int spiVersion() {
      return 0;
    }
  }

  /** Returns null where it may not. */
  public static final class ReturnsNull extends Good {
    @Override
    public Availability probe() {
      return null;
    }
  }

  /** Does not know its name. */
  public static final class Nameless extends Good {
    @Override
    public String name() {
      return null;
    }
  }

  /** Meets a virtual machine in trouble. */
  public static final class Fatal extends Good {
    @Override
    public Availability probe() {
      throw new OutOfMemoryError("for real");
    }
  }

  private URL jar(String name, String... entries) throws IOException {
    Path services = Files.createDirectories(folder.resolve(name + "/META-INF/services"));
    Files.write(services.resolve(BackendProvider.class.getName()), List.of(entries));
    return folder.resolve(name).toUri().toURL();
  }

  private List<Candidate> discover(String... entries) throws IOException {
    return discover(jar("jar", entries));
  }

  private List<Candidate> discover(URL... urls) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      return Discovery.candidates(Set.of(loader)).stream()
          .filter(c -> !c.name().equals("interpreted"))
          .toList();
    }
  }

  private static String name(Class<?> c) {
    return c.getName();
  }

  private String reason(Class<?> provider) throws IOException {
    List<Candidate> found = discover(name(provider), name(Good.class));
    assertTrue(found.stream().anyMatch(c -> c.devices().size() == 1), "the good one is not found");
    List<Candidate> broken = found.stream().filter(c -> c.devices().isEmpty()).toList();
    assertEquals(1, broken.size());
    Availability.Unavailable u = (Availability.Unavailable) broken.get(0).availability();
    assertFalse(u.remedy().isBlank());
    return u.reason();
  }

  @Test
  void providersThatThrowDisturbNoOther() throws IOException {
    assertTrue(reason(ThrowsInConstructor.class).contains("no license"));
    assertTrue(reason(ThrowsInProbe.class).contains("bad day"));
    assertTrue(reason(BrokenClass.class).contains("many"));
  }

  @Test
  void linkageErrorsAreReasons() throws IOException {
    assertTrue(reason(Unlinked.class).contains("NoClassDefFoundError: org/jocl/CL"));
  }

  @Test
  void nullIsAReason() throws IOException {
    assertTrue(reason(ReturnsNull.class).contains("null"));
  }

  @Test
  void otherVersionsOfTheInterfaceAreRefused() throws IOException {
    assertEquals(
        "It was built for version 0 of the backend interface, but this is 1.",
        reason(OldInterface.class));
  }

  @Test
  void entriesThatCanNotBeReadDisturbNoOther() throws IOException {
    List<Candidate> found =
        discover(
            jar("garbage", "%$!"),
            jar("stale", "no.such.Provider", name(DiscoveryTest.class), name(Good.class)));
    List<String> names = found.stream().map(Candidate::name).toList();
    assertEquals(List.of("(unknown)", "(unknown)", "(unknown)", "good"), names);
  }

  @Test
  void providersWithoutANameGoByTheirClass() throws IOException {
    assertEquals(name(Nameless.class), discover(name(Nameless.class)).get(0).name());
  }

  @Test
  void oneProviderSeenTwiceCountsOnce() throws IOException {
    assertEquals(1, discover(name(Good.class), name(Good.class)).size());
  }

  @Test
  void errorsOfTheVirtualMachineAreNotSwallowed() throws IOException {
    Candidate fatal = discover(name(Fatal.class)).get(0);
    assertThrows(OutOfMemoryError.class, fatal::availability);
  }

  @Test
  void bothClassLoadersAreSearched() {
    assertTrue(Discovery.candidates().stream().anyMatch(c -> c.name().equals("interpreted")));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      assertTrue(Discovery.candidates().stream().anyMatch(c -> c.name().equals("interpreted")));
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
