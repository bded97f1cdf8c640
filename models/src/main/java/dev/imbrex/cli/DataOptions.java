package dev.imbrex.cli;

import dev.imbrex.data.DataSets;
import dev.imbrex.data.DataSource;
import dev.imbrex.data.Normalization;
import dev.imbrex.data.Part;
import dev.imbrex.data.PictureDataset;
import dev.imbrex.data.Pictures;
import dev.imbrex.nn.config.Config;
import dev.imbrex.train.Augmentation;
import dev.imbrex.train.Dataset;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which pictures, and how a network sees them. Stored with a run, so that whatever uses the network
 * later does as what trained it did.
 *
 * @param folder where the files are; empty for the cache
 * @param standardize whether pixels get mean 0 and deviation 1 over the training set, else 0 to 1
 * @param limit how many pictures of the training set are used at most
 * @param flip whether pictures are mirrored at random in training
 * @param shift by how many pixels they are moved at random in training
 */
record DataOptions(
    String name, Optional<Path> folder, boolean standardize, int limit, boolean flip, int shift) {

  /**
   * The two halves of a data set, and how their pixels are read.
   *
   * @param unvaried the training pictures without augmentation
   * @param border how bright the border of the pictures is, from 0 to 255
   */
  record Loaded(
      Dataset train,
      Dataset unvaried,
      Dataset validation,
      Normalization normalization,
      double border) {}

  /** Loads training and validation pictures. */
  Loaded load() {
    DataSource source = DataSets.find(name);
    Pictures train = source.load(Part.TRAIN, folder).first(limit);
    Normalization n =
        standardize ? Normalization.standardize(train) : Normalization.unit(train.channels());
    double border = train.borderMean();
    Dataset d = dataset(Part.TRAIN, train, n);
    return new Loaded(d.augmented(augmentation(n, border)), d, validation(source, n), n, border);
  }

  /** Loads validation pictures alone. */
  Dataset validation(Normalization n) {
    return validation(DataSets.find(name), n);
  }

  private Dataset validation(DataSource source, Normalization n) {
    return dataset(Part.TEST, source.load(Part.TEST, folder), n);
  }

  private Dataset dataset(Part split, Pictures p, Normalization n) {
    return new PictureDataset(name + " " + split.name().toLowerCase(Locale.ROOT), p, n);
  }

  private Augmentation augmentation(Normalization n, double border) {
    Augmentation a = Augmentation.NONE;
    if (flip) {
      a = a.then(Augmentation.flip());
    }
    // Grey pictures have a ground, which goes on outside; others get 0 there.
    float fill = n.channels() == 1 ? n.apply(new byte[] {(byte) Math.round(border)})[0] : 0;
    return shift > 0 ? a.then(Augmentation.shift(shift, fill)) : a;
  }

  /** Returns these pictures, with their files in another folder. */
  DataOptions in(Path elsewhere) {
    return new DataOptions(name, Optional.of(elsewhere), standardize, limit, flip, shift);
  }

  /** Reads what {@code --augment} says: a list of {@code flip} and {@code shift:PIXELS}. */
  DataOptions augment(String list) {
    boolean mirrored = flip;
    int moved = shift;
    for (String part : list.isEmpty() ? new String[0] : list.split(",", -1)) {
      if (part.equals("flip")) {
        mirrored = true;
      } else if (part.matches("shift:\\d{1,3}")) {
        moved = Integer.parseInt(part.substring("shift:".length()));
      } else {
        throw new IllegalArgumentException(
            "There is no augmentation \"" + part + "\"; choose flip, shift:PIXELS or both.");
      }
    }
    return new DataOptions(name, folder, standardize, limit, mirrored, moved);
  }

  Map<String, Object> config() {
    return Config.map(
        "name",
        name,
        "folder",
        folder.map(p -> p.toAbsolutePath().toString()).orElse(""),
        "standardize",
        standardize,
        "limit",
        limit,
        "flip",
        flip,
        "shift",
        shift);
  }

  static DataOptions fromConfig(Map<String, ?> config) {
    Config c = Config.of("data", config);
    String folder = c.string("folder", "");
    DataOptions d =
        new DataOptions(
            c.string("name"),
            folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder)),
            c.flag("standardize", false),
            c.integer("limit", Integer.MAX_VALUE),
            c.flag("flip", false),
            c.integer("shift", 0));
    c.done();
    return d;
  }
}
