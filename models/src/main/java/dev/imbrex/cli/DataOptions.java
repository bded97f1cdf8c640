package dev.imbrex.cli;

import dev.imbrex.data.Colour;
import dev.imbrex.data.DataException;
import dev.imbrex.data.DataSets;
import dev.imbrex.data.DataSource;
import dev.imbrex.data.Normalization;
import dev.imbrex.data.Part;
import dev.imbrex.data.PictureDataset;
import dev.imbrex.data.PictureFile;
import dev.imbrex.data.PictureFolder;
import dev.imbrex.data.PictureForm;
import dev.imbrex.data.Pictures;
import dev.imbrex.data.Resize;
import dev.imbrex.nn.config.Config;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Augmentation;
import dev.imbrex.train.Dataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which pictures, and how a network sees them. Stored with a run, so that whatever uses the network
 * later does as what trained it did.
 *
 * @param name of a data set that the library knows, or {@code folder:PATH}
 * @param folder where the files of a known data set are; empty for the cache
 * @param standardize whether pixels get mean 0 and deviation 1 over the training set, else 0 to 1
 * @param limit how many pictures of the training set are used at most
 * @param augment how pictures are varied in training
 * @param own how the pictures of {@code folder:PATH} are read; empty for known data sets
 * @param found what was found when the run began; empty before, and in runs of earlier versions
 */
record DataOptions(
    String name,
    Optional<Path> folder,
    boolean standardize,
    int limit,
    AugmentList augment,
    Optional<FolderOptions> own,
    Optional<Found> found) {
  static final String FOLDER = "folder:";

  /**
   * What the training pictures were like.
   *
   * @param checksum over all their pixels
   * @param sameGround whether nearly all stand on ground of the same brightness
   */
  record Found(String checksum, boolean sameGround) {}

  /**
   * The two halves of a data set, and how their pixels are read.
   *
   * @param unvaried the training pictures without augmentation
   * @param border how bright the border of the pictures is, from 0 to 255
   * @param options those that loaded it, with what was found
   * @param leftOut what was wrong with pictures that are left out
   */
  record Loaded(
      Dataset train,
      Dataset unvaried,
      Dataset validation,
      Normalization normalization,
      double border,
      DataOptions options,
      List<DataException> leftOut) {}

  /** Pictures held out, and what was wrong with those that are left out. */
  record HeldOut(Dataset data, List<DataException> leftOut) {}

  /** Returns the options of a known data set as it is, or of a folder read in this way. */
  static DataOptions of(String name, Optional<Path> folder, FolderOptions own) {
    if (!name.startsWith(FOLDER)) {
      return new DataOptions(
          name,
          folder,
          false,
          Integer.MAX_VALUE,
          AugmentList.NONE,
          Optional.empty(),
          Optional.empty());
    }
    if (folder.isPresent()) {
      throw new IllegalArgumentException(
          "--data-dir is for data sets with a name; folder:PATH says itself where the pictures"
              + " are, so leave out --data-dir.");
    }
    return new DataOptions(
        FOLDER + absolute(name.substring(FOLDER.length())),
        Optional.empty(),
        false,
        Integer.MAX_VALUE,
        AugmentList.NONE,
        Optional.of(own),
        Optional.empty());
  }

  /** The shell leaves a tilde behind a colon as it is. */
  private static Path absolute(String path) {
    boolean home = path.equals("~") || path.startsWith("~/");
    String full = home ? System.getProperty("user.home") + path.substring(1) : path;
    if (full.isBlank()) {
      throw new IllegalArgumentException(
          "--data folder: needs the path of a folder behind it, such as folder:pictures.");
    }
    return Path.of(full).toAbsolutePath().normalize();
  }

  /** Returns these options with others for the training set. */
  DataOptions with(boolean standardized, int most, AugmentList variations) {
    return new DataOptions(name, folder, standardized, most, variations, own, found);
  }

  private DataOptions with(Optional<FolderOptions> read, Found seen) {
    return new DataOptions(name, folder, standardize, limit, augment, read, Optional.of(seen));
  }

  /** Returns what to call it in the name of a file. */
  String shortName() {
    Path last = own.isEmpty() ? Path.of(name) : path().getFileName();
    // Without what a shell takes for something else, so that it can be copied into a command.
    return last == null ? "pictures" : last.toString().replaceAll("[^\\p{L}\\p{N}._-]+", "-");
  }

  private Path path() {
    return Path.of(name.substring(FOLDER.length()));
  }

  /**
   * Loads training and validation pictures.
   *
   * @throws DataException if there are none, or they are not those that the run began with
   */
  Loaded load() {
    List<DataException> leftOut = new ArrayList<>();
    Pictures train = pictures(Part.TRAIN, leftOut);
    Found now = new Found(train.checksum(), train.sameGround());
    if (found.isPresent() && !found.orElseThrow().checksum().equals(now.checksum())) {
      throw new DataException(
          "The training pictures of "
              + name
              + " are not those that the run began with; put back what has changed there, or begin a"
              + " new run.");
    }
    Normalization n =
        standardize ? Normalization.standardize(train) : Normalization.unit(train.channels());
    double border = train.borderMean();
    Colour colour = train.channels() == 1 ? Colour.GREY : Colour.RGB;
    DataOptions complete = with(own.map(f -> f.in(colour)), now);
    Dataset d = dataset(Part.TRAIN, train, n);
    HeldOut held = complete.validation(n);
    leftOut.addAll(held.leftOut());
    return new Loaded(
        d.augmented(augmentation(n, border)), d, held.data(), n, border, complete, leftOut);
  }

  /** Loads validation pictures alone. */
  HeldOut validation(Normalization n) {
    List<DataException> leftOut = new ArrayList<>();
    return new HeldOut(dataset(Part.TEST, pictures(Part.TEST, leftOut), n), leftOut);
  }

  /** Returns what is about to be read, which takes a while where photographs are many. */
  Optional<String> announcement() {
    return own.map(
        o -> {
          PictureFolder p = open(o);
          PictureForm form = o.form();
          long count = Math.min(limit, p.count(Part.TRAIN)) + (long) p.count(Part.TEST);
          int channels = form.colour() == Colour.GREY ? 1 : 3;
          double megabytes = count * form.height() * form.width() * channels / 1e6;
          return String.format(
              Locale.ROOT,
              "reading %,d pictures of %d classes as %dx%d pixels, which takes up to %,.0f MB",
              count,
              p.classes().size(),
              form.width(),
              form.height(),
              Math.ceil(megabytes));
        });
  }

  private PictureFolder open(FolderOptions o) {
    return PictureFolder.open(path(), o.holdOut(), o.splitSeed());
  }

  private Pictures pictures(Part part, List<DataException> leftOut) {
    int most = part == Part.TRAIN ? limit : Integer.MAX_VALUE;
    if (own.isEmpty()) {
      return source().load(part, folder).first(most);
    }
    FolderOptions o = own.orElseThrow();
    PictureFolder pictures = open(o);
    return o.skipBad()
        ? pictures.load(part, o.form(), most, leftOut::add)
        : pictures.load(part, o.form(), most);
  }

  /** Returns the data set that the library knows by this name. */
  DataSource source() {
    return DataSets.find(name);
  }

  private Dataset dataset(Part split, Pictures p, Normalization n) {
    return new PictureDataset(name + " " + split.name().toLowerCase(Locale.ROOT), p, n);
  }

  private Augmentation augmentation(Normalization n, double border) {
    // Grey pictures have a ground, which goes on outside; others get 0 there.
    float fill = n.channels() == 1 ? n.apply(new byte[] {(byte) Math.round(border)})[0] : 0;
    return augment.create(fill, n.range());
  }

  /**
   * Reads a picture of any size as those of the training were read.
   *
   * @param shape what the network takes, {@code [H, W, C]}
   * @param border how bright the border of the training pictures is
   */
  PictureFile.Loaded read(Path file, Shape shape, double border, PictureFile.Invert invert) {
    // Where the training saw dark and light ground, neither is a negative of the other.
    boolean asItIs =
        invert == PictureFile.Invert.AUTO && !found.map(Found::sameGround).orElse(true);
    return PictureFile.read(
        file,
        shape.dim(0),
        shape.dim(1),
        shape.dim(2),
        own.map(o -> o.form().resize()).orElse(Resize.PAD),
        border,
        asItIs ? PictureFile.Invert.NO : invert);
  }

  /** Returns these pictures, with their files in another folder. */
  DataOptions in(Path elsewhere) {
    return new DataOptions(
        own.isEmpty() ? name : FOLDER + elsewhere.toAbsolutePath().normalize(),
        own.isEmpty() ? Optional.of(elsewhere) : Optional.empty(),
        standardize,
        limit,
        augment,
        own,
        found);
  }

  Map<String, Object> config() {
    Map<String, Object> m =
        Config.map(
            "name",
            name,
            "folder",
            folder.map(p -> p.toAbsolutePath().toString()).orElse(""),
            "standardize",
            standardize,
            "limit",
            limit,
            "augment",
            augment.toString());
    own.ifPresent(o -> m.put("pictures", o.config()));
    found.ifPresent(
        f -> {
          m.put("checksum", f.checksum());
          m.put("same_ground", f.sameGround());
        });
    return m;
  }

  static DataOptions fromConfig(Map<String, ?> config) {
    Config c = Config.of("data", config);
    String folder = c.string("folder", "");
    Optional<FolderOptions> own = c.section("pictures").map(FolderOptions::fromConfig);
    String checksum = c.string("checksum", "");
    boolean sameGround = c.flag("same_ground", true);
    DataOptions d =
        new DataOptions(
            c.string("name"),
            folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder)),
            c.flag("standardize", false),
            c.integer("limit", Integer.MAX_VALUE),
            variations(c),
            own,
            checksum.isEmpty() ? Optional.empty() : Optional.of(new Found(checksum, sameGround)));
    c.done();
    return d;
  }

  /** Runs of earlier versions have a flag and a number instead of a list. */
  private static AugmentList variations(Config c) {
    boolean flip = c.flag("flip", false);
    int shift = c.integer("shift", 0);
    String list = c.string("augment", "");
    if (!list.isEmpty()) {
      return AugmentList.parse(list);
    }
    return AugmentList.parse(
        (flip ? "flip" : "")
            + (flip && shift > 0 ? "," : "")
            + (shift > 0 ? "shift:" + shift : ""));
  }
}
