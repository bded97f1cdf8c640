package dev.imbrex.data;

import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Dataset;
import java.util.List;
import java.util.Locale;

/** Pictures as a network sees them: normalised, {@code [height, width, channels]}. */
public final class PictureDataset implements Dataset {
  private final String name;
  private final Pictures pictures;
  private final float[][] tables;

  /**
   * Creates the data set.
   *
   * @throws IllegalArgumentException if the normalisation is for another number of channels
   */
  public PictureDataset(String name, Pictures pictures, Normalization normalization) {
    if (normalization.channels() != pictures.channels()) {
      throw new IllegalArgumentException(
          String.format(
              "Pictures with %d channels can not be normalised as if they had %d.",
              pictures.channels(), normalization.channels()));
    }
    this.name = name;
    this.pictures = pictures;
    this.tables = normalization.tables();
  }

  /** Returns the data set with numbers from 0 to 1 and a name such as {@code mnist train}. */
  static PictureDataset of(String dataSet, Part part, Pictures pictures) {
    return new PictureDataset(
        dataSet + " " + part.name().toLowerCase(Locale.ROOT),
        pictures,
        Normalization.unit(pictures.channels()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return pictures.count();
  }

  @Override
  public Shape exampleShape() {
    return Shape.of(pictures.height(), pictures.width(), pictures.channels());
  }

  @Override
  public List<String> classNames() {
    return pictures.classes();
  }

  @Override
  public void read(int index, float[] dst, int offset) {
    pictures.read(index, tables, dst, offset);
  }

  @Override
  public int label(int index) {
    return pictures.label(index);
  }
}
