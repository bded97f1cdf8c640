package dev.imbrex.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.spi.Availability.Unavailable;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Each way of having no OpenCL is told apart, with what would help. */
class OpenClProviderTest {

  private static Unavailable probe(ClDriver driver) {
    return assertInstanceOf(Unavailable.class, new OpenClProvider(driver, () -> true).probe());
  }

  @Test
  void itIsFoundByServiceLoader() {
    assertTrue(
        ServiceLoader.load(BackendProvider.class).stream()
            .anyMatch(provider -> provider.type() == OpenClProvider.class));
  }

  @Test
  void itAnswersWhateverThisMachineHas() {
    Unavailable why = assertInstanceOf(Unavailable.class, new OpenClProvider().probe());
    assertTrue(why.reason().endsWith(".") && why.remedy().endsWith("."), why::toString);
  }

  @Test
  void withoutALibraryTheDriverIsNotTouched() {
    OpenClProvider provider =
        new OpenClProvider(
            () -> {
              throw new AssertionError("touched");
            },
            () -> false);
    Unavailable why = assertInstanceOf(Unavailable.class, provider.probe());
    assertEquals("There is no OpenCL library on this machine.", why.reason());
    assertTrue(why.remedy().contains("apt install ocl-icd-libopencl1"));
  }

  @Test
  void aLibraryThatDoesNotLoadIsAReasonAndNoError() {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError("libOpenCL.so.1: file too short");
    Unavailable why =
        probe(
            () -> {
              throw error;
            });
    assertEquals("The OpenCL library can not be loaded.", why.reason());
    assertSame(error, why.cause().orElseThrow());
  }

  @Test
  void aFailingDriverIsNamedWithItsCallAndCode() {
    Unavailable why =
        probe(
            () -> {
              throw new ClException("clGetDeviceIDs", "CL_OUT_OF_HOST_MEMORY", -6);
            });
    assertEquals(
        "An OpenCL driver does not work: clGetDeviceIDs failed with CL_OUT_OF_HOST_MEMORY (-6).",
        why.reason());
  }

  @Test
  void noDeviceMeansADriverIsMissing() {
    Unavailable why = probe(List::of);
    assertEquals("OpenCL is installed, but no driver offers a device.", why.reason());
    assertEquals(Optional.empty(), why.cause());
  }

  @Test
  void devicesAreListedThoughTheyCannotRunProgramsYet() {
    ClDriver driver = () -> List.of(new ClDevice("Mesa", "Radeon"), new ClDevice("PoCL", "Ryzen"));
    assertEquals(
        "OpenCL has Radeon (Mesa), Ryzen (PoCL), but this version does not run programs on OpenCL"
            + " devices yet.",
        probe(driver).reason());
    BackendUnavailableException e =
        assertThrows(
            BackendUnavailableException.class,
            () -> new OpenClProvider(driver, () -> true).open("opencl:0"));
    assertEquals(
        "The device opencl:0 can not be opened. "
            + probe(driver).reason()
            + " Choose the backend cpu.",
        e.getMessage());
  }
}
