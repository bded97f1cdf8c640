package dev.imbrex.cli;

import dev.imbrex.data.DataSets;
import dev.imbrex.data.DataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at the folders that are written to.
 *
 * @param cache empty where there is none that can be written to
 * @param here where runs are made
 */
record StorageCheckup(Optional<Path> cache, Path here) {
  private static final long LITTLE = 1L << 30;

  List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    if (cache.isPresent()) {
      Path c = cache.orElseThrow();
      all.add(Finding.ok("cache", String.format("%s, %,d MiB", c, bytes(c) >> 20)));
      List<String> data =
          DataSets.all().stream()
              .map(DataSource::name)
              .filter(n -> Files.isDirectory(c.resolve(n)))
              .toList();
      all.add(
          Finding.ok("data sets", data.isEmpty() ? "none in the cache" : String.join(", ", data)));
    } else {
      all.add(
          Finding.better(
              "cache",
              "there is no folder for it, so programs are compiled and devices tested each time",
              "export IMBREX_CACHE=FOLDER, one that you may write to"));
    }
    try {
      long free = Files.getFileStore(here).getUsableSpace();
      String text = String.format("%s, %,d MiB free", here, free >> 20);
      if (!Files.isWritable(here)) {
        all.add(Finding.wrong("runs", here + " can not be written to", "train … --out FOLDER"));
      } else if (free < LITTLE) {
        all.add(Finding.better("runs", text, "make room, or train … --out FOLDER on another disk"));
      } else {
        all.add(Finding.ok("runs", text));
      }
    } catch (IOException e) {
      all.add(Finding.wrong("runs", "the disk can not be asked: " + e, "train … --out FOLDER"));
    }
    return all;
  }

  private static long bytes(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(StorageCheckup::size).sum();
    } catch (IOException | RuntimeException e) {
      // Others may be writing there: it is only a number to be shown.
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
