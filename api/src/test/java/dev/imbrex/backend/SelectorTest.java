package dev.imbrex.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.spi.Availability;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.DeviceKind;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectorTest {
  private static final Settings NOTHING_SET = new Settings(name -> null, name -> null);

  private final Set<String> failing = new HashSet<>();
  private final Set<String> probed = new HashSet<>();
  private final Set<String> closedToday = new HashSet<>();

  /** A provider of devices that only say who they are. */
  private final class Fake implements BackendProvider {
    private final String name;
    private final int priority;
    private final boolean nativeCode;

    Fake(String name, int priority, boolean nativeCode) {
      this.name = name;
      this.priority = priority;
      this.nativeCode = nativeCode;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int spiVersion() {
      return SPI_VERSION;
    }

    @Override
    public int priority() {
      return priority;
    }

    @Override
    public boolean runsNativeCode() {
      return nativeCode;
    }

    @Override
    public Availability probe() {
      throw new AssertionError("Selection does not probe.");
    }

    @Override
    public Backend open(String deviceId) {
      if (closedToday.contains(deviceId)) {
        throw new BackendUnavailableException("The device " + deviceId + " is busy.");
      }
      return (Backend)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Backend.class},
              (proxy, method, args) -> info(deviceId, deviceId, DeviceKind.CPU));
    }
  }

  private static DeviceInfo info(String id, String name, DeviceKind kind) {
    return new DeviceInfo(id, name, "Maker", kind, 1 << 30, 1 << 28, 4, "1.0", Map.of());
  }

  private Candidate candidate(
      String name, int priority, boolean nativeCode, DeviceInfo... devices) {
    return new Candidate(
        name,
        new Fake(name, priority, nativeCode),
        () -> {
          probed.add(name);
          return new Availability.Available(Arrays.asList(devices));
        });
  }

  private final Candidate cpu = candidate("cpu", 0, false, info("cpu", "Xeon", DeviceKind.CPU));
  private final Candidate reference =
      candidate("reference", Integer.MIN_VALUE, false, info("reference", "Oracle", DeviceKind.CPU));
  private final Candidate opencl =
      candidate(
          "opencl",
          0,
          true,
          info("opencl:0", "Portable CPU", DeviceKind.CPU),
          info("opencl:1", "Some FPGA", DeviceKind.ACCELERATOR),
          info("opencl:2", "Radeon RX", DeviceKind.GPU),
          info("opencl:3", "Intel Arc", DeviceKind.GPU));
  private final Candidate absent =
      new Candidate(
          "vulkan",
          null,
          () ->
              new Availability.Unavailable(
                  "No driver was found.", "Install one.", Optional.empty()));

  private final List<Candidate> all = new ArrayList<>(List.of(reference, absent, cpu, opencl));

  private Selector selector() {
    Tester tester =
        (provider, device) ->
            failing.contains(device.id()) ? Verdict.fail("1 + 1 is 3.") : Verdict.PASS;
    return new Selector(all, tester);
  }

  private Choice choose(String request) {
    return selector().select(Request.of(request, NOTHING_SET), true);
  }

  private String chosen(String request) {
    return choose(request).device().id();
  }

  @Test
  void autoGoesFromGpuToReference() {
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      order.add(chosen("auto"));
      failing.add(order.get(i));
    }
    assertEquals(
        List.of("opencl:2", "opencl:3", "cpu", "opencl:0", "opencl:1", "reference"), order);
  }

  @Test
  void autoSaysWhichAndWhy() {
    failing.addAll(List.of("opencl:2", "opencl:3"));
    assertEquals(
        "Using cpu (Xeon): no GPU was found that works; opencl:2 (Radeon RX) failed its self-test:"
            + " 1 + 1 is 3.; opencl:3 (Intel Arc) failed its self-test: 1 + 1 is 3.; vulkan: No"
            + " driver was found.",
        choose("auto").explanation());
  }

  @Test
  void autoGoesOnWhereADeviceDoesNotOpen() {
    closedToday.add("opencl:2");
    assertEquals("opencl:3", chosen("auto"));
  }

  @Test
  void equalsAreOrderedByPriorityAndThenByName() {
    all.clear();
    all.add(candidate("zeta", 1, true, info("zeta", "A", DeviceKind.GPU)));
    all.add(candidate("beta", 0, true, info("beta", "A", DeviceKind.GPU)));
    all.add(candidate("alpha", 0, true, info("alpha", "A", DeviceKind.GPU)));
    assertEquals("zeta", chosen("auto"));
    failing.add("zeta");
    assertEquals("alpha", chosen("auto"));
  }

  @Test
  void backendsAreChosenByNameNumberOrPartOfTheDeviceName() {
    assertEquals("cpu", chosen("cpu"));
    assertEquals("reference", chosen("Reference"));
    assertEquals("opencl:2", chosen("opencl"));
    assertEquals("opencl:1", chosen("opencl:1"));
    assertEquals("opencl:3", chosen("opencl:arc"));
    assertEquals("Using cpu (Xeon): asked for as cpu (the caller).", choose("cpu").explanation());
  }

  @Test
  void whoAsksForOneBackendLoadsNoDriverOfAnother() {
    choose("cpu");
    assertEquals(Set.of("cpu"), probed);
  }

  @Test
  void whatIsNamedButNotThereListsEveryCandidateWithReasonAndRemedy() {
    String message =
        assertThrows(BackendUnavailableException.class, () -> chosen("opencl:geforce"))
            .getMessage();
    assertEquals(
        """
        No backend is available for "opencl:geforce" (the caller), which means a device of the \
        backend opencl with "geforce" in its name; choose one of those listed here, or auto.
          reference: Oracle
          vulkan: not available. No driver was found. Install one.
          cpu: Xeon
          opencl:0: Portable CPU
          opencl:1: Some FPGA
          opencl:2: Radeon RX
          opencl:3: Intel Arc""",
        message);
  }

  @Test
  void aNamedDeviceThatFailsItsTestIsRefused() {
    failing.add("cpu");
    String message =
        assertThrows(BackendUnavailableException.class, () -> chosen("cpu")).getMessage();
    assertTrue(message.contains("cpu (Xeon) failed its self-test: 1 + 1 is 3."), message);
    assertEquals("cpu", selector().select(Request.of("cpu", NOTHING_SET), false).device().id());
  }

  @Test
  void withoutAnyCandidateTheMessageSaysWhatToAdd() {
    all.clear();
    String message =
        assertThrows(BackendUnavailableException.class, () -> chosen("auto")).getMessage();
    assertTrue(message.contains("imbrex-backend-cpu"), message);
  }

  @Test
  void argumentPropertyAndEnvironmentComeInThisOrder() {
    Settings both =
        new Settings(
            name -> name.equals("imbrex.backend") ? "cpu" : null,
            name -> name.equals("IMBREX_BACKEND") ? "reference" : null);
    Settings environment = new Settings(name -> " ", both.environment());
    assertEquals("opencl", Request.of("opencl", both).text());
    assertEquals("cpu", Request.of("", both).text());
    assertEquals("reference", Request.of("", environment).text());
    assertEquals("IMBREX_BACKEND", Request.of("", environment).origin());
    assertTrue(Request.of("", NOTHING_SET).isAuto());
  }

  @Test
  void surveysTestEveryDeviceAndMarkTheDefault() {
    failing.add("opencl:2");
    Survey survey = selector().survey(Request.of("", NOTHING_SET));
    assertEquals(6, survey.devices().size());
    assertFalse(survey.devices().get(0).passed());
    assertEquals("1 + 1 is 3.", survey.devices().get(0).reason());
    assertTrue(survey.devices().get(1).isDefault());
    assertEquals("opencl:3", survey.devices().get(1).device().id());
    assertEquals(1, survey.devices().stream().filter(DeviceStatus::isDefault).count());
    assertEquals(
        List.of(new MissingBackend("vulkan", "No driver was found.", "Install one.")),
        survey.missing());
    String text = survey.toString();
    for (String part : List.of("* opencl:3", "FAIL  Radeon RX", "vulkan", "Using opencl:3")) {
      assertTrue(text.contains(part), text);
    }
  }

  @Test
  void surveysWithoutADefaultSayWhy() {
    Survey survey = selector().survey(Request.of("metal", NOTHING_SET));
    assertTrue(survey.devices().stream().noneMatch(DeviceStatus::isDefault));
    assertTrue(survey.explanation().startsWith("No backend is available for \"metal\""));
  }
}
