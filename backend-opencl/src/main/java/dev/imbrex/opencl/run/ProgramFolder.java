package dev.imbrex.opencl.run;

import dev.imbrex.backend.CacheFolder;
import dev.imbrex.io.Disk;
import dev.imbrex.opencl.device.ClDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where built programs are kept: as a cache, which may lose them at any time, or as the only place
 * that programs come from ({@code imbrex.opencl.binaries}), for devices without a compiler.
 *
 * <p>Drivers that keep what they compiled themselves are not asked for programs to be kept here
 * once more. PoCL would compile every kernel of a program a second time for that, for groups of any
 * size, and does so for kernels that nobody runs, too.
 *
 * <p>A program is a file named by its source and options; a folder of the cache belongs to one
 * device with one driver version. There are drivers that end the process where a program is cut or
 * garbled (PoCL 3.1 does), so a file of the cache begins with a digest of the rest, and what does
 * not fit it is not there.
 */
public final class ProgramFolder {
  /** The property that names the folder of precompiled programs; nothing is compiled then. */
  public static final String BINARIES = "imbrex.opencl.binaries";

  private static final int DIGEST_BYTES = 32;

  private static final String POCL = "Portable Computing Language";

  private final @Nullable Path folder;
  private final boolean compiles;
  private final boolean keeps;

  private ProgramFolder(@Nullable Path folder, boolean compiles, boolean keeps) {
    this.folder = folder;
    this.compiles = compiles;
    this.keeps = keeps;
  }

  /** Returns what the properties ask for: precompiled programs, else the user's cache. */
  public static ProgramFolder ofProcess(ClDevice device) {
    String binaries = System.getProperty(BINARIES);
    if (binaries != null) {
      return binaries(Path.of(binaries));
    }
    return CacheFolder.find()
        .map(c -> c.resolve("opencl").resolve(key(device)))
        .map(folder -> cache(device, folder))
        .orElseGet(ProgramFolder::none);
  }

  /** Returns a device's cache in a folder. */
  public static ProgramFolder cache(ClDevice device, Path folder) {
    return new ProgramFolder(folder, true, !keepsItself(device));
  }

  /** Returns whether the driver keeps what it compiled, which PoCL can be told not to. */
  private static boolean keepsItself(ClDevice device) {
    return device.platformName().equals(POCL) && !"0".equals(System.getenv("POCL_KERNEL_CACHE"));
  }

  /** Returns a cache in a folder, whatever the driver keeps itself. */
  public static ProgramFolder cache(Path folder) {
    return new ProgramFolder(folder, true, true);
  }

  /** Returns the folder of precompiled programs, beside which nothing is compiled. */
  public static ProgramFolder binaries(Path folder) {
    return new ProgramFolder(folder, false, false);
  }

  /** Returns the cache that keeps nothing. */
  public static ProgramFolder none() {
    return new ProgramFolder(null, true, false);
  }

  private static String key(ClDevice d) {
    return hash(d.platformName()
            + '\n'
            + d.name()
            + '\n'
            + d.vendor()
            + '\n'
            + d.version()
            + '\n'
            + d.driverVersion())
        .substring(0, 16);
  }

  /** Returns the folder; empty where nothing is kept. */
  public Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  /** Returns whether programs are written here when they have been built. */
  boolean keeps() {
    return keeps;
  }

  /** Returns whether a program that is not here may be compiled. */
  public boolean compiles() {
    return compiles;
  }

  /** Returns where precompiled programs are looked for, for messages. */
  String place() {
    return String.valueOf(folder);
  }

  /** Returns the name of the file of a program. */
  static String name(String family, String source, String options) {
    return family + "-" + hash(options + "\n" + source).substring(0, 24) + ".bin";
  }

  Optional<byte[]> read(String name) {
    if (folder == null || (compiles && !keeps)) {
      return Optional.empty();
    }
    try {
      byte[] content = Files.readAllBytes(folder.resolve(name));
      return compiles ? opened(content) : Optional.of(content);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static byte[] sealed(byte[] binary) {
    byte[] digest = digest(binary);
    byte[] content = Arrays.copyOf(digest, digest.length + binary.length);
    System.arraycopy(binary, 0, content, digest.length, binary.length);
    return content;
  }

  private static Optional<byte[]> opened(byte[] content) {
    int from = Math.min(DIGEST_BYTES, content.length);
    byte[] binary = Arrays.copyOfRange(content, from, content.length);
    return Arrays.equals(digest(binary), Arrays.copyOf(content, from))
        ? Optional.of(binary)
        : Optional.empty();
  }

  /** Keeps a program; where that fails it will just be built again. */
  void write(String name, byte[] binary) {
    if (folder != null && keeps && binary.length > 0) {
      try {
        write(folder, name, sealed(binary));
      } catch (IOException e) {
        System.getLogger(ProgramFolder.class.getName())
            .log(System.Logger.Level.WARNING, "A built program can not be kept in " + folder, e);
      }
    }
  }

  /**
   * Writes a program into a folder that {@link #binaries} reads, with its source beside it.
   *
   * @param binary empty if the driver gives none; then only the source is written
   * @return the names of the files
   */
  static List<String> export(Path into, String name, byte[] binary, String source, String options)
      throws IOException {
    List<String> written = new ArrayList<>();
    if (binary.length > 0) {
      write(into, name, binary);
      written.add(name);
    }
    String text = "// build options: " + options + "\n" + source;
    String readable = name.replace(".bin", ".cl");
    write(into, readable, text.getBytes(StandardCharsets.UTF_8));
    written.add(readable);
    return written;
  }

  private static void write(Path folder, String name, byte[] content) throws IOException {
    Files.createDirectories(folder);
    Path own = Files.createTempFile(folder, "." + name, ".tmp");
    try {
      Files.write(own, content);
      Disk.SYSTEM.rename(own, folder.resolve(name));
    } finally {
      Files.deleteIfExists(own);
    }
  }

  private static String hash(String text) {
    return HexFormat.of().formatHex(digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] digest(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
