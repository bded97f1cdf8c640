package dev.imbrex.cli;

import dev.imbrex.data.Colour;
import dev.imbrex.data.PictureForm;
import dev.imbrex.data.Resize;
import dev.imbrex.nn.config.Config;
import java.util.Map;

/**
 * How the pictures of a folder are read and divided.
 *
 * @param form what each is made into
 * @param holdOut how much of each class is held out
 * @param splitSeed of the choice which are
 * @param skipBad whether files that can not be read are left out
 */
record FolderOptions(PictureForm form, double holdOut, long splitSeed, boolean skipBad) {
  static final double DEFAULT_HOLD_OUT = 0.2;
  static final long DEFAULT_SPLIT_SEED = 1;

  /** Returns these options with the colour that was found to suit the pictures. */
  FolderOptions in(Colour colour) {
    return new FolderOptions(form.in(colour), holdOut, splitSeed, skipBad);
  }

  Map<String, Object> config() {
    return Config.map(
        "height",
        form.height(),
        "width",
        form.width(),
        "fit",
        Config.lowerCase(form.resize()),
        "color",
        Config.lowerCase(form.colour()),
        "holdout",
        holdOut,
        "split_seed",
        Long.toString(splitSeed),
        "skip_bad",
        skipBad);
  }

  static FolderOptions fromConfig(Map<String, ?> config) {
    Config c = Config.of("folder of pictures", config);
    PictureForm form =
        new PictureForm(
            c.integer("height"),
            c.integer("width"),
            c.constant("fit", Resize.class, Resize.PAD),
            c.constant("color", Colour.class, Colour.AUTO));
    FolderOptions f =
        new FolderOptions(
            form,
            c.number("holdout", DEFAULT_HOLD_OUT),
            Long.parseLong(c.string("split_seed", Long.toString(DEFAULT_SPLIT_SEED))),
            c.flag("skip_bad", false));
    c.done();
    return f;
  }
}
