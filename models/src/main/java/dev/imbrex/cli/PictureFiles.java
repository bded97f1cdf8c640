package dev.imbrex.cli;

import dev.imbrex.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the picture files that somebody names. */
final class PictureFiles {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "gif");

  private PictureFiles() {}

  /** Returns the files that are named, and for a folder the pictures in it, by name. */
  static List<Path> find(List<Path> named) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path p : named) {
      if (Files.isDirectory(p)) {
        try (Stream<Path> inside = Files.list(p)) {
          files.addAll(inside.filter(PictureFiles::isPicture).sorted().toList());
        }
      } else {
        files.add(p);
      }
    }
    if (files.isEmpty()) {
      throw new DataException("There is no picture in " + named + "; name PNG or JPEG files.");
    }
    return files;
  }

  private static boolean isPicture(Path p) {
    String name = p.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }
}
