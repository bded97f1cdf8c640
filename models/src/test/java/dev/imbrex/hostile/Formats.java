package dev.imbrex.hostile;

import dev.imbrex.cli.RunFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All formats that the library reads. */
final class Formats {
  private Formats() {}

  /**
   * Returns them.
   *
   * @param folder gets a short run, whose files are samples
   */
  static List<Format> all(Path folder) throws IOException {
    RunFormat run = RunFormat.create(folder);
    List<Format> all = new ArrayList<>();
    all.add(new SafeTensorsFormat());
    all.add(new JsonFormat());
    all.add(new IdxFormat(false));
    all.add(new IdxFormat(true));
    all.add(new CifarFormat());
    all.add(new TarFormat());
    all.add(new PictureFormat("png", PngAttack::make));
    all.add(new PictureFormat("jpeg", JpegAttack::make));
    all.add(new PictureFormat("gif", HeaderAttack::gif));
    all.add(new PictureFormat("bmp", HeaderAttack::bmp));
    all.add(run);
    for (String file :
        List.of("model.json", "weights.safetensors", "training.json", "training.safetensors")) {
      all.add(new CheckpointFormat(run.checkpoint(), file));
    }
    return all;
  }
}
