package dev.imbrex.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The picture files below a folder with one sub-folder per class, by class.
 *
 * <p>What is hidden is passed over, and so are files whose endings are not those of pictures. Names
 * are compared in Unicode's composed form, so that a folder means the same on every system.
 *
 * @param folder where they are
 * @param byClass the pictures of each class, by the sorted names of classes and pictures
 */
record ClassFolders(Path folder, Map<String, List<Item>> byClass) {
  /**
   * Formats that can not be read are here too, so that such a file is named and not passed over.
   */
  private static final Set<String> ENDINGS =
      Set.of(
          "png", "jpg", "jpeg", "jpe", "jfif", "bmp", "gif", "tif", "tiff", "webp", "heic", "heif",
          "avif", "jp2");

  /**
   * A picture file.
   *
   * @param name its class and file name, with {@code /} between
   */
  record Item(Path file, String name) {}

  /** Returns the sub-folders, which are the classes; empty where there is none. */
  static List<Path> subFolders(Path folder) {
    return list(folder).stream().filter(Files::isDirectory).toList();
  }

  /**
   * Lists the pictures.
   *
   * @throws DataException if a class has none, or the folder can not be read
   */
  static ClassFolders list(Path folder, List<Path> classes) {
    Map<String, List<Item>> byClass = new TreeMap<>();
    for (Path sub : classes) {
      String className = name(sub);
      List<Item> items =
          list(sub).stream()
              .filter(ClassFolders::isPicture)
              .filter(Files::isRegularFile)
              .map(f -> new Item(f, className + "/" + name(f)))
              .sorted(Comparator.comparing(Item::name))
              .toList();
      if (items.isEmpty()) {
        throw new DataException(
            "The folder "
                + sub
                + " has no picture; put PNG, JPEG, BMP or GIF files of that class there, or remove"
                + " it.");
      }
      if (byClass.put(className, items) != null) {
        throw new DataException(
            folder + " has two folders of the name " + className + "; rename one of them.");
      }
    }
    return new ClassFolders(folder, byClass);
  }

  private static String name(Path path) {
    return Normalizer.normalize(path.getFileName().toString(), Normalizer.Form.NFC);
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  private static List<Path> list(Path folder) {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> inside = Files.list(folder)) {
      inside.filter(p -> !p.getFileName().toString().startsWith(".")).forEach(found::add);
    } catch (IOException e) {
      throw DataFolder.unreadable(folder, e);
    }
    return found;
  }
}
