package dev.imbrex.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.Drivers;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.spi.Availability.Unavailable;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Each way of having no OpenCL is told apart, with what would help. */
class OpenClProviderTest {

  private static OpenClProvider provider(ClDriver driver) {
    return new OpenClProvider(driver, () -> true, ProgramFolder::ofProcess);
  }

  private static Unavailable probe(ClDriver driver) {
    return assertInstanceOf(Unavailable.class, provider(driver).probe());
  }

  @Test
  void itIsFoundByServiceLoader() {
    assertTrue(
        ServiceLoader.load(BackendProvider.class).stream()
            .anyMatch(provider -> provider.type() == OpenClProvider.class));
  }

  @Test
  void withoutALibraryTheDriverIsNotTouched() {
    OpenClProvider provider =
        new OpenClProvider(
            Drivers.failing(new AssertionError("touched")), () -> false, ProgramFolder::ofProcess);
    Unavailable why = assertInstanceOf(Unavailable.class, provider.probe());
    assertEquals("There is no OpenCL library on this machine.", why.reason());
    assertTrue(why.remedy().contains("apt install ocl-icd-libopencl1"));
  }

  @Test
  void aLibraryThatDoesNotLoadIsAReasonAndNoError() {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError("libOpenCL.so.1: file too short");
    Unavailable why = probe(Drivers.failing(error));
    assertEquals("The OpenCL library can not be loaded.", why.reason());
    assertSame(error, why.cause().orElseThrow());
  }

  @Test
  void aFailingDriverIsNamedWithItsCallAndCode() {
    Unavailable why = probe(Drivers.failing(new ClException("clGetPlatformIDs", -6)));
    assertEquals(
        "An OpenCL driver does not work: clGetPlatformIDs failed with CL_OUT_OF_HOST_MEMORY (-6).",
        why.reason());
  }

  @Test
  void noDeviceMeansADriverIsMissing() {
    Unavailable why = probe(Drivers.of((method, arguments) -> List.of()));
    assertEquals("OpenCL is installed, but no driver offers a device.", why.reason());
    assertEquals(Optional.empty(), why.cause());
  }

  @Test
  void aDeviceThatCannotBeOpenedSaysWhy() {
    ClDriver none = Drivers.of((method, arguments) -> List.of());
    BackendUnavailableException e =
        assertThrows(BackendUnavailableException.class, () -> provider(none).open("opencl:0"));
    assertTrue(
        e.getMessage().startsWith("The device opencl:0 can not be opened. OpenCL is installed"),
        e.getMessage());
  }
}
