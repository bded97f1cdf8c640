package dev.imbrex.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Pictures of one's own: a folder with a sub-folder of PNG, JPEG, BMP or GIF files per class, whose
 * name is that of the class.
 *
 * <p>A part of each class is held out, chosen by the names of the files and a seed, so that it is
 * the same each time and hardly changes where pictures come or go. Where there are folders {@code
 * train} and {@code test} (or {@code val}) that have the sub-folders, these are the two parts.
 */
public final class PictureFolder {
  /** Labels are kept as bytes. */
  private static final int MAX_CLASSES = 256;

  private static final String TRAIN = "train";
  private static final List<String> TEST = List.of("test", "val");
  private static final Listener SILENT = (read, count) -> {};

  private final Path folder;
  private final List<String> classes;
  private final List<PictureLoader.Entry> train;
  private final List<PictureLoader.Entry> test;
  private final Listener listener;

  /** Hears how far the reading of pictures is. */
  public interface Listener {
    /**
     * Called now and then, and when all are read, by the thread that wants the pictures.
     *
     * @param read how many files are read; begins anew where the first attempt meets colour
     * @param count how many there are
     */
    void progress(int read, int count);
  }

  private PictureFolder(
      Path folder,
      List<String> classes,
      List<PictureLoader.Entry> train,
      List<PictureLoader.Entry> test,
      Listener listener) {
    this.folder = folder;
    this.classes = classes;
    this.train = train;
    this.test = test;
    this.listener = listener;
  }

  /**
   * Lists the pictures in a folder and divides them, without reading any.
   *
   * @param heldOut how much of each class is held out, between 0 and 1; means nothing where there
   *     are folders {@code train} and {@code test}
   * @param seed of the choice
   * @throws DataException if there are not two classes with two pictures each; says what is missing
   */
  public static PictureFolder open(Path folder, double heldOut, long seed) {
    HoldOut rule = new HoldOut(heldOut, seed);
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "There is no folder "
              + folder
              + "; name one that has a sub-folder of pictures for each class.");
    }
    Path train = folder.resolve(TRAIN);
    for (String name : TEST) {
      Path test = folder.resolve(name);
      if (hasClasses(train) && hasClasses(test)) {
        return parted(folder, list(train), list(test), rule);
      }
    }
    return divided(list(folder), rule);
  }

  private static boolean hasClasses(Path folder) {
    return Files.isDirectory(folder) && !ClassFolders.subFolders(folder).isEmpty();
  }

  private static ClassFolders list(Path folder) {
    List<Path> classes = ClassFolders.subFolders(folder);
    if (classes.isEmpty()) {
      throw new DataException(
          "The folder "
              + folder
              + " has no sub-folders; put the pictures of each class into a sub-folder of its name.");
    }
    ClassFolders found = ClassFolders.list(folder, classes);
    int count = found.byClass().size();
    if (count == 1) {
      throw new DataException(
          String.format(
              "%s has pictures of one class only, %s; at least two are needed to tell them apart,"
                  + " each in a sub-folder.",
              folder, found.byClass().keySet().iterator().next()));
    }
    if (count > MAX_CLASSES) {
      throw new DataException(
          String.format(
              "%s has %d sub-folders, but there can be %d classes at most; join some of them.",
              folder, count, MAX_CLASSES));
    }
    return found;
  }

  private static PictureFolder divided(ClassFolders all, HoldOut rule) {
    List<PictureLoader.Entry> train = new ArrayList<>();
    List<PictureLoader.Entry> test = new ArrayList<>();
    List<String> classes = List.copyOf(all.byClass().keySet());
    for (Map.Entry<String, List<ClassFolders.Item>> found : all.byClass().entrySet()) {
      List<ClassFolders.Item> items = found.getValue();
      int label = classes.indexOf(found.getKey());
      if (items.size() == 1) {
        throw new DataException(
            String.format(
                "The class %s in %s has one picture, but needs at least two, one to learn from and"
                    + " one to hold out; add some, or remove it.",
                found.getKey(), all.folder()));
      }
      List<ClassFolders.Item> shuffled = rule.shuffled(items, ClassFolders.Item::name);
      int out = rule.count(items.size());
      for (int i = 0; i < shuffled.size(); i++) {
        (i < out ? test : train).add(entry(shuffled.get(i), label));
      }
    }
    return new PictureFolder(all.folder(), classes, mixed(train, rule), mixed(test, rule), SILENT);
  }

  private static PictureFolder parted(
      Path folder, ClassFolders train, ClassFolders test, HoldOut rule) {
    List<String> classes = List.copyOf(train.byClass().keySet());
    if (!test.byClass().keySet().equals(train.byClass().keySet())) {
      throw new DataException(
          String.format(
              "%s has the classes %s, but %s has %s; give both the same sub-folders.",
              train.folder(), classes, test.folder(), List.copyOf(test.byClass().keySet())));
    }
    return new PictureFolder(
        folder,
        classes,
        mixed(entries(train, classes), rule),
        mixed(entries(test, classes), rule),
        SILENT);
  }

  private static List<PictureLoader.Entry> entries(ClassFolders found, List<String> classes) {
    List<PictureLoader.Entry> all = new ArrayList<>();
    found
        .byClass()
        .forEach((name, items) -> items.forEach(i -> all.add(entry(i, classes.indexOf(name)))));
    return all;
  }

  private static PictureLoader.Entry entry(ClassFolders.Item item, int label) {
    return new PictureLoader.Entry(item.file(), item.name(), label);
  }

  /** Mixes the classes, so that the first pictures are some of each. */
  private static List<PictureLoader.Entry> mixed(List<PictureLoader.Entry> all, HoldOut rule) {
    return rule.shuffled(all, PictureLoader.Entry::name);
  }

  /** Returns this folder, with somebody who hears how far the reading is. */
  public PictureFolder heardBy(Listener l) {
    return new PictureFolder(folder, classes, train, test, l);
  }

  /** Returns the names of the classes, sorted. */
  public List<String> classes() {
    return classes;
  }

  /** Returns how many picture files a part has. */
  public int count(Part part) {
    return entries(part).size();
  }

  private List<PictureLoader.Entry> entries(Part part) {
    return part == Part.TRAIN ? train : test;
  }

  /**
   * Reads the pictures of a part, on all cores.
   *
   * @param limit how many files are read at most
   * @param skipped gets what is wrong with a file that can not be read, which is then left out
   * @throws DataException if a class has no picture left, or the pictures do not fit into memory
   */
  public Pictures load(Part part, PictureForm form, int limit, Consumer<DataException> skipped) {
    return loader(part, form, limit).load(skipped);
  }

  /**
   * Reads the pictures of a part, on all cores.
   *
   * @param limit how many files are read at most
   * @throws DataException if one can not be read, or they do not fit into memory
   */
  public Pictures load(Part part, PictureForm form, int limit) {
    return loader(part, form, limit).load(null);
  }

  private PictureLoader loader(Part part, PictureForm form, int limit) {
    List<PictureLoader.Entry> all = entries(part);
    return new PictureLoader(
        folder, all.subList(0, Math.min(limit, all.size())), classes, form, listener);
  }
}
