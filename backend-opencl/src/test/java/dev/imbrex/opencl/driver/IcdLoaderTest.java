package dev.imbrex.opencl.driver;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library is looked for where the dynamic linker looks. */
class IcdLoaderTest {
  @TempDir Path folder;

  private Path cache(String content) throws IOException {
    return Files.writeString(folder.resolve("cache"), content);
  }

  @Test
  void itIsAbsentWhereNeitherAFolderNorTheCacheHasIt() throws IOException {
    assertFalse(IcdLoader.mayBePresent(List.of(folder), cache("libz.so.1\0/usr/lib/libz.so.1\0")));
  }

  @Test
  void aFolderOfTheSearchPathMayHaveIt() throws IOException {
    Files.createFile(folder.resolve("libOpenCL.so.1"));
    assertTrue(IcdLoader.mayBePresent(List.of(folder), cache("")));
  }

  @Test
  void theCacheMayHaveIt() throws IOException {
    assertTrue(
        IcdLoader.mayBePresent(List.of(), cache("\0libOpenCL.so.1\0/opt/x/libOpenCL.so.1\0")));
  }

  @Test
  void withoutACacheOnlyLoadingWillTell() {
    assertTrue(IcdLoader.mayBePresent(List.of(), folder.resolve("none")));
  }
}
