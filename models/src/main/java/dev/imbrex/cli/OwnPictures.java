package dev.imbrex.cli;

import dev.imbrex.data.Colour;
import dev.imbrex.data.PictureForm;
import dev.imbrex.data.Resize;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for pictures in a folder. */
final class OwnPictures {
  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "The size that pictures get (default: that which the network was made for).")
  private @Nullable String size;

  @Option(
      names = "--fit",
      paramLabel = "HOW",
      description =
          "How they get it: pad (the whole picture, filled up at the sides), crop (the middle) or"
              + " stretch (default: pad).")
  private @Nullable Resize fit;

  @Option(
      names = "--color",
      paramLabel = "MODE",
      description = "grey or rgb (default: grey if all pictures are grey, else rgb).")
  private @Nullable Colour color;

  @Option(
      names = "--holdout",
      paramLabel = "SHARE",
      description =
          "How much of each class is held out (default: "
              + FolderOptions.DEFAULT_HOLD_OUT
              + "); means nothing where there are folders train and test.")
  private @Nullable Double holdOut;

  @Option(
      names = "--split-seed",
      paramLabel = "SEED",
      description =
          "Another one holds out others (default: " + FolderOptions.DEFAULT_SPLIT_SEED + ").")
  private @Nullable Long splitSeed;

  @Option(
      names = "--skip-bad",
      description = "Leaves out files that can not be read, and counts them.")
  private boolean skipBad;

  /**
   * Refuses what means nothing to a data set with a name.
   *
   * @throws IllegalArgumentException if an option is given and the data is not in a folder
   */
  void requireFolder(String data) {
    List<String> given = new ArrayList<>();
    add(given, "--size", size != null);
    add(given, "--fit", fit != null);
    add(given, "--color", color != null);
    add(given, "--holdout", holdOut != null);
    add(given, "--split-seed", splitSeed != null);
    add(given, "--skip-bad", skipBad);
    if (!data.startsWith(DataOptions.FOLDER) && !given.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "%s is for pictures of folder:PATH and means nothing to %s; leave it out.",
              given.get(0), data));
    }
  }

  private static void add(List<String> given, String option, boolean isGiven) {
    if (isGiven) {
      given.add(option);
    }
  }

  /** Returns how pictures are read for a network that was made for those of a shape. */
  FolderOptions options(Shape made) {
    int[] wh = size(made);
    Resize how = fit;
    Colour mode = color;
    Double out = holdOut;
    Long seed = splitSeed;
    return new FolderOptions(
        new PictureForm(
            wh[1], wh[0], how == null ? Resize.PAD : how, mode == null ? Colour.AUTO : mode),
        out == null ? FolderOptions.DEFAULT_HOLD_OUT : out,
        seed == null ? FolderOptions.DEFAULT_SPLIT_SEED : seed,
        skipBad);
  }

  private int[] size(Shape made) {
    String text = size;
    if (text == null) {
      return new int[] {made.dim(1), made.dim(0)};
    }
    return Ranges.size(text);
  }
}
