package dev.imbrex.opencl.elsewhere;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.opencl.lower.GemvInChild;
import dev.imbrex.opencl.lower.MatrixInChild;
import dev.imbrex.opencl.lower.WinogradInChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Oclgrind, which runs kernels instruction by instruction, has nothing to say about them: no data
 * race, no access outside, no wrong call. The implementations of the products, in local memory and
 * in registers, are tried both.
 */
@Tag("oclgrind")
class OclgrindTest {
  private static final Map<String, String> CHECKS =
      Map.of("OCLGRIND_DATA_RACES", "1", "OCLGRIND_CHECK_API", "1");

  /**
   * The check of uninitialised values is slow, and version 21.10 stops at the instruction "freeze",
   * which only the optimiser makes.
   */
  private static final Map<String, String> UNINITIALISED =
      Map.of("OCLGRIND_UNINITIALIZED", "1", "OCLGRIND_BUILD_OPTIONS", "-cl-opt-disable");

  @TempDir Path folder;

  private Elsewhere oclgrind;

  @BeforeEach
  void find() {
    oclgrind = new Elsewhere("IMBREX_TEST_OCLGRIND_ICD", folder);
  }

  /** Returns what Oclgrind wrote into its log. */
  private String log(Class<?> main, Map<String, String> checks, String... arguments)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Map<String, String> environment = new HashMap<>(checks);
    environment.put("OCLGRIND_LOG", log.toString());
    oclgrind.run(main, environment, arguments);
    return Files.readString(log);
  }

  @Test
  void kernelsHaveNoRacesAndStayInside() throws IOException, InterruptedException {
    assertEquals("", log(KitInChild.class, CHECKS, "40", "exact", "implementation"));
  }

  @Test
  void kernelsUseNothingUninitialised() throws IOException, InterruptedException {
    assertEquals("", log(KitInChild.class, UNINITIALISED, "1", "exact", "implementation"));
  }

  /** The kit's small shapes are not for these. */
  @ParameterizedTest
  @ValueSource(classes = {WinogradInChild.class, GemvInChild.class, MatrixInChild.class})
  void specialKernelsHaveNoRacesAndStayInside(Class<?> main)
      throws IOException, InterruptedException {
    assertEquals("", log(main, CHECKS));
  }

  @ParameterizedTest
  @ValueSource(classes = {WinogradInChild.class, GemvInChild.class, MatrixInChild.class})
  void specialKernelsUseNothingUninitialised(Class<?> main)
      throws IOException, InterruptedException {
    assertEquals("", log(main, UNINITIALISED));
  }

  /** An empty log is worth something only where the log of a bad kernel is not empty. */
  @ParameterizedTest
  @CsvSource({
    "race, data race",
    "outside, Invalid write of size 4",
    "uninitialised, depends on uninitialized value"
  })
  void badKernelsAreSeen(String kernel, String said) throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(CHECKS);
    all.putAll(UNINITIALISED);
    String log = log(BadKernel.class, all, kernel);
    assertTrue(log.contains(said), log);
  }
}
