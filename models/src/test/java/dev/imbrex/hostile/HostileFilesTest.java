package dev.imbrex.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Hostile files end in content or in a clear refusal; scripts/survival.sh reads many more. */
class HostileFilesTest {
  private static final int FILES = 200;
  private static final long SEED = 1;
  private static final Duration HANGS = Duration.ofMinutes(3);

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyFileIsReadOrRefusedInWords() throws IOException {
    List<Format> all = Formats.all(Files.createDirectory(folder.resolve("samples")));
    return all.stream()
        .map(
            f ->
                DynamicTest.dynamicTest(
                    f.name(), () -> assertTimeoutPreemptively(HANGS, () -> read(f))));
  }

  private void read(Format format) throws IOException {
    Path own = Files.createDirectories(folder.resolve(format.name()).resolve("files"));
    List<String> faults = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      Trial t = Trial.of(format, own, Trial.file(format, SEED, i, FILES));
      int index = i;
      t.fault().ifPresent(f -> faults.add("file " + index + ": " + f));
      refused += t.refusal().isPresent() ? 1 : 0;
    }
    assertEquals(List.of(), faults);
    assertTrue(refused > 0, "nothing was refused");
    for (byte[] sample : format.samples()) {
      format.read(own, sample);
    }
  }
}
