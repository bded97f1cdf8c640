package dev.imbrex.data;

import dev.imbrex.train.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A data set in four files in idx format, compressed by gzip or not: pictures and labels, to learn
 * from and held out.
 *
 * @param name what people choose it by
 * @param title what it is called in sentences
 * @param contents what its pictures show
 * @param published the four files
 */
record IdxFiles(
    String name, String title, String contents, List<String> classes, List<RemoteFile> published)
    implements DataSource {
  static final List<String> NAMES =
      List.of(
          "train-images-idx3-ubyte.gz",
          "train-labels-idx1-ubyte.gz",
          "t10k-images-idx3-ubyte.gz",
          "t10k-labels-idx1-ubyte.gz");

  @Override
  public String description() {
    return String.format(
        "60,000 + 10,000 pictures of %s, 28x28 grey, from --data-dir or the cache, else downloaded",
        contents);
  }

  private DataFolder folder(Optional<Path> chosen) {
    return DataFolder.of(
        name, String.join(", ", NAMES.subList(0, 3)) + " and " + NAMES.get(3), chosen);
  }

  @Override
  public List<RemoteFile> lacking(Optional<Path> chosen) {
    DataFolder files = folder(chosen);
    return published.stream().filter(f -> find(files, f.name()).isEmpty()).toList();
  }

  /** Returns a part as a data set with pixels from 0 to 1. */
  Dataset dataset(Part part, Path chosen) {
    return PictureDataset.of(name, part, load(part, Optional.of(chosen)));
  }

  @Override
  public Pictures load(Part part, Optional<Path> chosen) {
    DataFolder files = folder(chosen);
    String stem = part == Part.TRAIN ? "train" : "t10k";
    Path imageFile = require(files, stem + "-images-idx3-ubyte.gz");
    Path labelFile = require(files, stem + "-labels-idx1-ubyte.gz");
    Idx images = Idx.read(imageFile, 3);
    Idx labels = Idx.read(labelFile, 1);
    int count = images.dims()[0];
    if (labels.dims()[0] != count) {
      throw new DataException(
          String.format(
              "%s has %d pictures but %s has %d labels; put files there that belong together.",
              imageFile, count, labelFile, labels.dims()[0]));
    }
    for (int i = 0; i < count; i++) {
      int label = labels.bytes()[i] & 255;
      if (label >= classes.size()) {
        throw new DataException(
            String.format(
                "%s has the label %d at %d, but %s has 0 to %d only; fetch it again.",
                labelFile, label, i, title, classes.size() - 1));
      }
    }
    return new Pictures(
        images.dims()[1], images.dims()[2], 1, classes, images.bytes(), labels.bytes());
  }

  private static Path require(DataFolder files, String published) {
    return find(files, published).orElseThrow(() -> files.missing("the file " + published));
  }

  /** Finds a file by its published name, unpacked or not, with a dash or a point in its name. */
  private static Optional<Path> find(DataFolder files, String published) {
    String unpacked = published.substring(0, published.length() - ".gz".length());
    String renamed = unpacked.replace("-idx", ".idx");
    return files.first(List.of(published, unpacked, renamed + ".gz", renamed));
  }
}
