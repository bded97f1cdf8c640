package dev.imbrex.opencl.driver;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.opencl.elsewhere.Elsewhere;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After building, the handlers of signals are the JVM's: in a process without what the tests
 * themselves have for that.
 */
class SignalHandlersTest {
  @TempDir Path folder;

  @Test
  void handlersAreTheJvmsAgainAfterAProgramWasBuilt() throws IOException, InterruptedException {
    List<String> said =
        new Elsewhere("IMBREX_TEST_POCL_ICD", folder)
            .run(
                BuildingInChild.class,
                Map.of(
                    "LD_PRELOAD",
                    "",
                    "IMBREX_CACHE",
                    folder.resolve("cache").toString(),
                    "POCL_CACHE_DIR",
                    folder.resolve("compiled").toString()));
    assertTrue(said.contains("replaced: false"), said::toString);
  }
}
