package dev.imbrex.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path dir;

  @Test
  void aFileIsWholeAtWhateverStepTheWriteFails() throws IOException {
    for (boolean killed : new boolean[] {false, true}) {
      boolean failed = true;
      for (int step = 0; failed; step++) {
        Path file = dir.resolve("file-" + killed + "-" + step);
        AtomicFiles.write(Disk.SYSTEM, file, "old text");
        FaultyDisk disk = new FaultyDisk(step, killed);
        try {
          AtomicFiles.write(disk, file, "new text");
        } catch (IOException e) {
          assertTrue(disk.failed());
        }
        failed = disk.failed();
        String text = Files.readString(file);
        assertTrue(text.equals("old text") || text.equals("new text"), text);
        AtomicFiles.write(Disk.SYSTEM, file, "next text");
        assertEquals("next text", Files.readString(file));
        assertFalse(failed && step > 20);
      }
    }
    assertNothingTemporaryIn(dir);
  }

  private void writeVersion(Disk disk, Path folder, int version) throws IOException {
    AtomicFiles.writeFolder(
        disk,
        folder,
        f -> {
          disk.write(f.resolve("a"), AtomicFiles.content("version " + version));
          disk.write(f.resolve("b"), AtomicFiles.content("version " + version));
        });
  }

  private static int readVersion(Path folder) throws IOException {
    Path current = AtomicFiles.current(folder);
    String a = Files.readString(current.resolve("a"));
    assertEquals(a, Files.readString(current.resolve("b")), "both files of one version");
    return Integer.parseInt(a.substring("version ".length()));
  }

  /** For each number of earlier versions, fails at each step, reads, and then goes on. */
  @Test
  void aFolderIsWholeAtWhateverStepTheWriteFails() throws IOException {
    for (boolean killed : new boolean[] {false, true}) {
      for (int earlier = 1; earlier <= 3; earlier++) {
        boolean failed = true;
        for (int step = 0; failed; step++) {
          Path run = Files.createDirectory(dir.resolve(killed + "-" + earlier + "-" + step));
          Path folder = run.resolve("last");
          for (int v = 1; v <= earlier; v++) {
            writeVersion(Disk.SYSTEM, folder, v);
          }
          FaultyDisk disk = new FaultyDisk(step, killed);
          try {
            writeVersion(disk, folder, earlier + 1);
            assertEquals(earlier + 1, readVersion(folder));
          } catch (IOException e) {
            assertTrue(disk.failed());
            assertTrue(readVersion(folder) >= earlier, "nothing is lost");
          }
          failed = disk.failed();
          int reached = readVersion(folder);
          writeVersion(Disk.SYSTEM, folder, 10);
          assertEquals(10, readVersion(folder));
          assertTrue(
              Files.isDirectory(AtomicFiles.previous(folder)), "two versions after " + reached);
          assertNothingTemporaryIn(run);
          assertFalse(failed && step > 50);
        }
      }
    }
  }

  @Test
  void theVersionBeforeIsKept() throws IOException {
    Path folder = dir.resolve("last");
    for (int v = 1; v <= 4; v++) {
      writeVersion(Disk.SYSTEM, folder, v);
    }
    assertEquals(4, readVersion(folder));
    assertEquals("version 3", Files.readString(AtomicFiles.previous(folder).resolve("a")));
  }

  @Test
  void runsGetNumbersOfTheirOwn() throws IOException {
    Path runs = dir.resolve("runs");
    assertEquals(runs.resolve("lenet5-1"), RunFolder.create(runs, "lenet5"));
    assertEquals(runs.resolve("lenet5-2"), RunFolder.create(runs, "lenet5"));
    assertEquals(runs.resolve("other-1"), RunFolder.create(runs, "other"));
  }

  private static void assertNothingTemporaryIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.filter(f -> f.getFileName().toString().startsWith(".")).count());
    }
  }
}
