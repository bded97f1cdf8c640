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
    Optional<FoundData> found) {
  static final String FOLDER = "folder:";

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

  /**
   * Pictures held out.
   *
   * @param leftOut what was wrong with those that are left out
   * @param changed whether they are not those that the run knows
   */
  record HeldOut(Dataset data, List<DataException> leftOut, boolean changed) {}

  /** The bytes of both halves. */
  private record Halves(Pictures train, Pictures held, List<DataException> leftOut) {
    FoundData found() {
      return FoundData.of(train, held);
    }
  }

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

  private DataOptions with(Optional<FolderOptions> read, FoundData seen) {
    return new DataOptions(name, folder, standardize, limit, augment, read, Optional.of(seen));
  }

  /** Returns what to call it in the name of a file. */
  String shortName() {
    Path last = own.isEmpty() ? Path.of(name) : path().getFileName();
    // Without what a shell takes for something else, so that it can be copied into a command.
    return last == null ? "pictures" : last.toString().replaceAll("[^\\p{L}\\p{N}._-]+", "-");
  }

  /** Returns how the pictures have changed since the run began, where it went on all the same. */
  List<String> changes() {
    return found.map(FoundData::changes).orElse(List.of());
  }

  private Path path() {
    return Path.of(name.substring(FOLDER.length()));
  }

  /**
   * Loads training and validation pictures for a new run.
   *
   * @param out where it is shown how far reading is
   * @param asked how their pixels are read; where nothing is said, as these options say
   * @throws DataException if there are none
   * @throws IllegalArgumentException if pixels with other channels are asked for
   */
  Loaded load(Output out, Optional<Normalization> asked) {
    Halves h = read(out);
    int channels = h.train.channels();
    Normalization n =
        asked.orElseGet(
            () -> standardize ? Normalization.standardize(h.train) : Normalization.unit(channels));
    if (n.channels() != channels) {
      throw new IllegalArgumentException(
          String.format(
              "The pixels of %s have %d channels, but what the network begins with was made for %d;"
                  + " choose --color, or --standardize for a normalisation of their own.",
              name, channels, n.channels()));
    }
    return loaded(h, n, h.train.borderMean(), h.found());
  }

  /**
   * Loads training and validation pictures for a run that goes on, as it has seen them so far.
   *
   * @param border how bright the border of the pictures was when the run began
   * @param epochs how many the run has behind it
   * @param changedToo whether it goes on with other pictures, too
   * @throws DataException if there are none, or they are others and may not be
   */
  Loaded loadAgain(Output out, Normalization n, double border, int epochs, boolean changedToo) {
    Halves h = read(out);
    FoundData now = h.found();
    FoundData before = found.orElse(now);
    if (!changedToo) {
      before.requireSame(now, name);
    }
    return loaded(h, n, border, before.goOn(now, epochs));
  }

  private Halves read(Output out) {
    List<DataException> leftOut = new ArrayList<>();
    Pictures train = pictures(out, Part.TRAIN, own, leftOut);
    return new Halves(train, pictures(out, Part.TEST, inColourOf(train), leftOut), leftOut);
  }

  private Optional<FolderOptions> inColourOf(Pictures train) {
    return own.map(f -> f.in(train.channels() == 1 ? Colour.GREY : Colour.RGB));
  }

  private Loaded loaded(Halves h, Normalization n, double border, FoundData seen) {
    Dataset d = dataset(Part.TRAIN, h.train, n);
    return new Loaded(
        d.augmented(augmentation(n, border)),
        d,
        dataset(Part.TEST, h.held, n),
        n,
        border,
        with(inColourOf(h.train), seen),
        h.leftOut);
  }

  /** Loads validation pictures alone. */
  HeldOut validation(Output out, Normalization n) {
    List<DataException> leftOut = new ArrayList<>();
    Pictures p = pictures(out, Part.TEST, own, leftOut);
    boolean changed = found.map(f -> f.holdsOutOthers(p)).orElse(false);
    return new HeldOut(dataset(Part.TEST, p, n), leftOut, changed);
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

  private Pictures pictures(
      Output out, Part part, Optional<FolderOptions> form, List<DataException> leftOut) {
    int most = part == Part.TRAIN ? limit : Integer.MAX_VALUE;
    if (form.isEmpty()) {
      return source().load(part, folder).first(most);
    }
    FolderOptions o = form.orElseThrow();
    try (ReadingLine line = new ReadingLine(out)) {
      PictureFolder pictures = open(o).heardBy(line);
      return o.skipBad()
          ? pictures.load(part, o.form(), most, leftOut::add)
          : pictures.load(part, o.form(), most);
    }
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
        invert == PictureFile.Invert.AUTO && !found.map(FoundData::sameGround).orElse(true);
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
    found.ifPresent(f -> f.put(m));
    return m;
  }

  static DataOptions fromConfig(Map<String, ?> config) {
    Config c = Config.of("data", config);
    String folder = c.string("folder", "");
    Optional<FolderOptions> own = c.section("pictures").map(FolderOptions::fromConfig);
    DataOptions d =
        new DataOptions(
            c.string("name"),
            folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder)),
            c.flag("standardize", false),
            c.integer("limit", Integer.MAX_VALUE),
            variations(c),
            own,
            FoundData.read(c));
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
