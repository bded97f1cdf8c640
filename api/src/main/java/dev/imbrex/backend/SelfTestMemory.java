package dev.imbrex.backend;

import dev.imbrex.spi.DeviceInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Verdicts remembered in the cache folder, one small file per device and driver version. Where
 * there is no folder, or reading or writing fails, nothing is remembered and nothing breaks.
 */
final class SelfTestMemory {
  private static final String PASS = "PASS";
  private static final String FAIL = "FAIL ";

  private final Optional<Path> folder;

  SelfTestMemory(Optional<Path> cache) {
    this.folder = cache.map(c -> c.resolve("selftest"));
  }

  Optional<Verdict> recall(String provider, DeviceInfo device) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    String key = key(provider, device);
    try {
      List<String> lines = Files.readAllLines(file(folder.get(), key), StandardCharsets.UTF_8);
      if (lines.size() == 2 && lines.get(0).equals(key)) {
        String result = lines.get(1);
        if (result.equals(PASS)) {
          return Optional.of(Verdict.PASS);
        } else if (result.startsWith(FAIL)) {
          return Optional.of(Verdict.fail(result.substring(FAIL.length())));
        }
      }
    } catch (IOException | SecurityException e) {
      // not remembered: it is found out again
    }
    return Optional.empty();
  }

  void remember(String provider, DeviceInfo device, Verdict verdict) {
    if (folder.isEmpty() || !verdict.lasting()) {
      return;
    }
    String key = key(provider, device);
    String result = verdict.passed() ? PASS : FAIL + oneLine(verdict.reason());
    try {
      Files.createDirectories(folder.get());
      Path written = Files.createTempFile(folder.get(), "new", ".txt");
      Files.writeString(written, key + "\n" + result + "\n");
      Files.move(written, file(folder.get(), key), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | SecurityException e) {
      System.getLogger(SelfTestMemory.class.getName())
          .log(System.Logger.Level.DEBUG, "The verdict on " + key + " is not remembered.", e);
    }
  }

  /** Returns all that the verdict depends on, in one line. */
  private static String key(String provider, DeviceInfo device) {
    String library = SelfTestMemory.class.getPackage().getImplementationVersion();
    return oneLine(
        String.join(
            " | ",
            provider,
            device.id(),
            device.name(),
            device.vendor(),
            device.version(),
            "imbrex " + (library == null ? "in development" : library)));
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").trim();
  }

  private static Path file(Path folder, String key) {
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return folder.resolve(HexFormat.of().toHexDigits((int) crc.getValue()) + ".txt");
  }
}
