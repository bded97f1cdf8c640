package dev.imbrex.opencl.driver;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the dynamic linker of Linux would find the OpenCL library.
 *
 * <p>JOCL lets the linker complain on stderr where there is none, which would greet everybody
 * without OpenCL; so this looks first, where the linker looks: its search path, its cache, its
 * default folders.
 */
public final class IcdLoader {
  private static final String LIBRARY = "libOpenCL.so";

  private IcdLoader() {}

  /** Returns whether it may be there; true as well where that can only be told by loading it. */
  public static boolean mayBePresent() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return true;
    }
    List<Path> folders = new ArrayList<>();
    String searchPath = System.getenv("LD_LIBRARY_PATH");
    for (String folder : (searchPath == null ? "" : searchPath).split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder));
      }
    }
    folders.addAll(
        List.of(Path.of("/lib"), Path.of("/usr/lib"), Path.of("/lib64"), Path.of("/usr/lib64")));
    return mayBePresent(folders, Path.of("/etc/ld.so.cache"));
  }

  static boolean mayBePresent(List<Path> folders, Path cache) {
    for (Path folder : folders) {
      if (Files.exists(folder.resolve(LIBRARY)) || Files.exists(folder.resolve(LIBRARY + ".1"))) {
        return true;
      }
    }
    try {
      return new String(Files.readAllBytes(cache), StandardCharsets.ISO_8859_1).contains(LIBRARY);
    } catch (IOException e) {
      return true; // a linker without this cache: only loading will tell
    }
  }
}
