package dev.imbrex.data;

import dev.imbrex.train.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * MNIST: 60,000 training and 10,000 test pictures of handwritten digits, 28x28 grey pixels.
 *
 * <p>Read from the four files in idx format in which it is published, compressed by gzip or not. Y.
 * LeCun, C. Cortes, C. Burges: "The MNIST database of handwritten digits".
 */
public final class Mnist {
  private static final String NAME = "mnist";
  private static final String FILES =
      "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and"
          + " t10k-labels-idx1-ubyte.gz";

  private Mnist() {}

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
    DataFolder files = DataFolder.of(NAME, FILES, folder);
    String stem = part == Part.TRAIN ? "train" : "t10k";
    Path imageFile = find(files, stem + "-images", "idx3-ubyte");
    Path labelFile = find(files, stem + "-labels", "idx1-ubyte");
    Idx images = Idx.read(imageFile, 3);
    Idx labels = Idx.read(labelFile, 1);
    int count = images.dims()[0];
    if (labels.dims()[0] != count) {
      throw new DataException(
          String.format(
              "%s has %d pictures but %s has %d labels; put files there that belong together.",
              imageFile, count, labelFile, labels.dims()[0]));
    }
    List<String> classes = Dataset.numberedClasses(10);
    for (int i = 0; i < count; i++) {
      int label = labels.bytes()[i] & 255;
      if (label >= classes.size()) {
        throw new DataException(
            String.format(
                "%s has the label %d at %d, but MNIST has 0 to 9 only; fetch it again.",
                labelFile, label, i));
      }
    }
    return new Pictures(
        images.dims()[1], images.dims()[2], 1, classes, images.bytes(), labels.bytes());
  }

  private static Path find(DataFolder files, String stem, String kind) {
    String published = stem + "-" + kind;
    String renamed = stem + "." + kind;
    return files
        .first(List.of(published + ".gz", published, renamed + ".gz", renamed))
        .orElseThrow(() -> files.missing("the file " + published + ".gz"));
  }

  /** MNIST by name. */
  static final class Source implements DataSource {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "60,000 + 10,000 handwritten digits, 28x28 grey, from --data-dir or the cache";
    }

    @Override
    public Pictures load(Part part, Optional<Path> folder) {
      return Mnist.load(part, folder);
    }
  }
}
