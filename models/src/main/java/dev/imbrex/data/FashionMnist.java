package dev.imbrex.data;

import dev.imbrex.train.Dataset;
import java.nio.file.Path;
import java.util.List;

/**
 * Fashion-MNIST: 60,000 training and 10,000 test pictures of ten kinds of clothes, 28x28 grey
 * pixels, in the same four files as MNIST.
 *
 * <p>H. Xiao, K. Rasul, R. Vollgraf: "Fashion-MNIST: a novel image dataset for benchmarking machine
 * learning algorithms", 2017.
 */
public final class FashionMnist {
  private static final List<String> SOURCES =
      List.of(
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
          "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/");

  static final IdxFiles FILES =
      new IdxFiles(
          "fashion-mnist",
          "Fashion-MNIST",
          "clothes",
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"),
          List.of(
              RemoteFile.in(
                  SOURCES,
                  IdxFiles.NAMES.get(0),
                  26_421_880,
                  "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
              RemoteFile.in(
                  SOURCES,
                  IdxFiles.NAMES.get(1),
                  29_515,
                  "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
              RemoteFile.in(
                  SOURCES,
                  IdxFiles.NAMES.get(2),
                  4_422_102,
                  "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
              RemoteFile.in(
                  SOURCES,
                  IdxFiles.NAMES.get(3),
                  5_148,
                  "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));

  private FashionMnist() {}

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
