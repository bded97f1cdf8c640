package dev.imbrex.data;

import java.util.List;
import java.util.stream.Collectors;

/** The data sets that the library knows by name. */
public final class DataSets {
  private DataSets() {}

  /** Returns all of them. */
  public static List<DataSource> all() {
    return List.of(new Digits.Source(), Mnist.FILES, FashionMnist.FILES, new Cifar10.Source());
  }

  /**
   * Returns the data set of a name.
   *
   * @throws DataException if there is none; lists those that there are
   */
  public static DataSource find(String name) {
    return all().stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "There is no data set \""
                        + name
                        + "\"; choose one of "
                        + all().stream().map(DataSource::name).collect(Collectors.joining(", "))
                        + ", or folder:PATH for pictures of your own."));
  }
}
