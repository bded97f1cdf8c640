package dev.imbrex.hostile;

import dev.imbrex.data.PictureFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** A format of pictures, with its own attacks. */
final class PictureFormat implements Format {
  private final String kind;
  private final List<byte[]> samples;
  private final Attack attack;

  /** Makes hostile files of one format. */
  @FunctionalInterface
  interface Attack {
    byte[] make(List<byte[]> samples, Random random) throws IOException;
  }

  /**
   * Creates a format.
   *
   * @param kind as file names end
   * @param attack what is special to it
   */
  PictureFormat(String kind, Attack attack) {
    this.kind = kind;
    this.attack = attack;
    this.samples =
        List.of(
            encoded(SamplePictures.grey(9, 7), kind),
            encoded(SamplePictures.colour(13, 11), kind),
            encoded(SamplePictures.palette(8, 8), kind));
  }

  static byte[] encoded(BufferedImage image, String kind) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, kind, out)) {
        throw new IllegalStateException("Java writes no " + kind + " of this kind.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Override
  public String name() {
    return kind;
  }

  @Override
  public String named() {
    return "hostile." + kind;
  }

  @Override
  public List<byte[]> samples() {
    return samples;
  }

  @Override
  public byte[] attack(Random r) throws IOException {
    return attack.make(samples, r);
  }

  @Override
  public void read(Path folder, byte[] file) throws IOException {
    Path path = folder.resolve(named());
    Files.write(path, file);
    int channels = file.length % 2 == 0 ? 1 : 3;
    PictureFile.Loaded p = PictureFile.read(path, 28, 20, channels, 0, PictureFile.Invert.AUTO);
    if (p.pixels().length != 28 * 20 * channels) {
      throw new IllegalStateException("The picture has " + p.pixels().length + " bytes.");
    }
  }
}
