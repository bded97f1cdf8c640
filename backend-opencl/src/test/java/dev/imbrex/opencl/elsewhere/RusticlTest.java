package dev.imbrex.opencl.elsewhere;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mesa's rusticl, another compiler and another run time, computes the same. */
class RusticlTest {
  @TempDir Path folder;

  @Test
  void smallShapesAreRightOnAnotherImplementation() throws IOException, InterruptedException {
    List<String> said =
        new Elsewhere("IMBREX_TEST_RUSTICL_ICD", folder)
            .run(
                KitInChild.class,
                Map.of("RUSTICL_ENABLE", "llvmpipe"),
                "60",
                "exact",
                "implementation",
                "contract");
    // Not always the first line: newer Java virtual machines begin with a word on native methods.
    assertTrue(said.stream().anyMatch(l -> l.endsWith(", rusticl")), () -> said.toString());
  }
}
