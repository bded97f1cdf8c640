package dev.imbrex.data;

import dev.imbrex.train.Dataset;
import java.nio.file.Path;
import java.util.List;

/**
 * MNIST: 60,000 training and 10,000 test pictures of handwritten digits, 28x28 grey pixels.
 *
 * <p>Read from the four files in idx format in which it is published, compressed by gzip or not. Y.
 * LeCun, C. Cortes, C. Burges: "The MNIST database of handwritten digits".
 */
public final class Mnist {
  private static final List<String> SOURCES =
      List.of(
          "https://storage.googleapis.com/cvdf-datasets/mnist/",
          "https://ossci-datasets.s3.amazonaws.com/mnist/");

  static final IdxFiles FILES =
      new IdxFiles(
          "mnist",
          "MNIST",
          "handwritten digits",
          Dataset.numberedClasses(10),
          List.of(
              RemoteFile.in(
                  SOURCES,
                  IdxFiles.NAMES.get(0),
                  9_912_422,
                  "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
              RemoteFile.in(
                  SOURCES,
                  IdxFiles.NAMES.get(1),
                  28_881,
                  "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
              RemoteFile.in(
                  SOURCES,
                  IdxFiles.NAMES.get(2),
                  1_648_877,
                  "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
              RemoteFile.in(
                  SOURCES,
                  IdxFiles.NAMES.get(3),
                  4_542,
                  "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

  private Mnist() {}

  /**
   * Returns the training set in a folder, with pixels from 0 to 1.
   *
   * @throws DataException if a file is missing or damaged
   */
  public static Dataset train(Path folder) {
    return FILES.dataset(Part.TRAIN, folder);
  }

  /**
   * Returns the test set in a folder, with pixels from 0 to 1.
   *
   * @throws DataException if a file is missing or damaged
   */
  public static Dataset test(Path folder) {
    return FILES.dataset(Part.TEST, folder);
  }
}
