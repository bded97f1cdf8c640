package dev.imbrex.data;

import dev.imbrex.train.Dataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * CIFAR-10: 50,000 training and 10,000 test photographs of ten kinds of things, 32x32 pixels in
 * colour.
 *
 * <p>Read from its binary version, {@value #ARCHIVE} or the folder that it unpacks to. Files with
 * fewer pictures than usual, and fewer of the files with training pictures, are a smaller data set.
 * A. Krizhevsky: "Learning multiple layers of features from tiny images", 2009.
 */
public final class Cifar10 {
  private static final String NAME = "cifar10";
  private static final String ARCHIVE = "cifar-10-binary.tar.gz";
  private static final String UNPACKED = "cifar-10-batches-bin";
  private static final String META = "batches.meta.txt";
  private static final String TEST_FILE = "test_batch.bin";
  private static final Pattern TRAIN_FILES = Pattern.compile("data_batch_[0-9]+\\.bin");

  private static final int SIZE = 32;
  private static final int PLANE = SIZE * SIZE;
  private static final int RECORD = 1 + 3 * PLANE;
  private static final int MAX_FILE = 100_000 * RECORD;
  private static final int MAX_META = 1 << 16;

  private static final RemoteFile PUBLISHED =
      RemoteFile.in(
          List.of("https://www.cs.toronto.edu/~kriz/"),
          ARCHIVE,
          170_052_171,
          "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");

  private static final List<String> PUBLISHED_CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar10() {}

  /**
   * Returns the training set in a folder, with pixels from 0 to 1.
   *
   * @throws DataException if a file is missing or damaged
   */
  public static Dataset train(Path folder) {
    return PictureDataset.of(NAME, Part.TRAIN, load(Part.TRAIN, Optional.of(folder)));
  }

  /**
   * Returns the test set in a folder, with pixels from 0 to 1.
   *
   * @throws DataException if a file is missing or damaged
   */
  public static Dataset test(Path folder) {
    return PictureDataset.of(NAME, Part.TEST, load(Part.TEST, Optional.of(folder)));
  }

  private static Pictures load(Part part, Optional<Path> folder) {
    DataFolder files = files(folder);
    Map<String, byte[]> found = new TreeMap<>();
    Optional<Path> archive = files.first(List.of(ARCHIVE));
    Optional<Path> unpacked = files.folder(UNPACKED).or(() -> files.folder(""));
    if (archive.isPresent()) {
      readArchive(archive.orElseThrow(), part, found);
    } else if (unpacked.isPresent()) {
      readFolder(unpacked.orElseThrow(), part, found);
    }
    byte[] meta = found.remove(META);
    if (found.isEmpty()) {
      throw files.missing(part == Part.TRAIN ? "data_batch_1.bin" : TEST_FILE);
    }
    return pictures(archive.or(() -> unpacked).orElseThrow(), found, classes(meta));
  }

  private static DataFolder files(Optional<Path> folder) {
    return DataFolder.of(
        NAME, ARCHIVE + " (or what it unpacks to: data_batch_1.bin, …, test_batch.bin)", folder);
  }

  private static boolean wanted(String name, Part part) {
    return name.equals(META)
        || (part == Part.TEST ? name.equals(TEST_FILE) : TRAIN_FILES.matcher(name).matches());
  }

  private static void readArchive(Path archive, Part part, Map<String, byte[]> found) {
    try (InputStream in = DataFolder.open(archive)) {
      TarReader tar = new TarReader(in, Room.unpacked(Files.size(archive)));
      for (String path = tar.next(); path != null; path = tar.next()) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (wanted(name, part)) {
          found.put(name, tar.read((int) checked(archive + ": " + name, name, tar.remaining())));
        }
      }
    } catch (IOException e) {
      throw DataFolder.unreadable(archive, e);
    }
  }

  private static void readFolder(Path folder, Part part, Map<String, byte[]> found) {
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.sorted().collect(Collectors.toList())) {
        String name = file.getFileName().toString();
        if (wanted(name, part)) {
          checked(file.toString(), name, Files.size(file));
          found.put(name, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw DataFolder.unreadable(folder, e);
    }
  }

  /**
   * Returns the length of a file, if it is one of those that are read, and there is room for it.
   */
  private static long checked(String file, String name, long bytes) {
    if (name.equals(META)) {
      if (bytes > MAX_META) {
        throw new DataException(file + " is too long for a list of class names; fetch it again.");
      }
    } else if (bytes == 0 || bytes % RECORD != 0 || bytes > MAX_FILE) {
      throw new DataException(
          String.format(
              "%s has %d bytes, but should have a multiple of %d, up to %d; it is damaged or not"
                  + " from the binary version, fetch it again.",
              file, bytes, RECORD, MAX_FILE));
    }
    Room.require(file, bytes);
    return bytes;
  }

  private static List<String> classes(byte @Nullable [] meta) {
    if (meta == null) {
      return PUBLISHED_CLASSES;
    }
    return new String(meta, StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .collect(Collectors.toList());
  }

  private static Pictures pictures(Path source, Map<String, byte[]> files, List<String> classes) {
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    int count = files.values().stream().mapToInt(f -> f.length / RECORD).sum();
    Room.require(source.toString(), (long) count * 3 * PLANE);
    byte[] pixels = new byte[Math.multiplyExact(count, 3 * PLANE)];
    int to = 0;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] records = file.getValue();
      for (int at = 0; at < records.length; at += RECORD) {
        int label = records[at] & 255;
        if (label >= classes.size()) {
          throw new DataException(
              String.format(
                  "%s: %s has the label %d in record %d, but there are only %d classes; fetch it"
                      + " again.",
                  source, file.getKey(), label, at / RECORD, classes.size()));
        }
        labels.write(label);
        // A red, a green and a blue picture one after the other become one of coloured pixels.
        for (int p = 0; p < PLANE; p++) {
          for (int c = 0; c < 3; c++) {
            pixels[to++] = records[at + 1 + c * PLANE + p];
          }
        }
      }
    }
    return new Pictures(SIZE, SIZE, 3, classes, pixels, labels.toByteArray());
  }

  /** CIFAR-10 by name. */
  static final class Source implements DataSource {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "50,000 + 10,000 photographs of ten things, 32x32 colour, from --data-dir or the cache,"
          + " else downloaded";
    }

    @Override
    public Pictures load(Part part, Optional<Path> folder) {
      return Cifar10.load(part, folder);
    }

    @Override
    public List<RemoteFile> lacking(Optional<Path> folder) {
      DataFolder files = files(folder);
      boolean there =
          files.first(List.of(ARCHIVE, TEST_FILE, UNPACKED + "/" + TEST_FILE)).isPresent();
      return there ? List.of() : List.of(PUBLISHED);
    }
  }
}
