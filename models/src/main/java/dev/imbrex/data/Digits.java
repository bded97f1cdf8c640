package dev.imbrex.data;

import dev.imbrex.nn.init.RandomStream;
import dev.imbrex.train.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The data set that comes with the library: hand-drawn-like digits of 28x28 grey pixels, drawn from
 * strokes with random slant, turn, thickness, size, place, warp and noise.
 *
 * <p>Nothing is stored: the pictures are computed when asked for, and the same seed gives the same
 * bytes on every machine and Java version. The picture with index i shows the digit i mod 10.
 */
public final class Digits {
  /** How many pictures the training set has. */
  public static final int TRAIN_COUNT = 12_000;

  /** How many pictures the held-out set has. */
  public static final int TEST_COUNT = 2_000;

  /** The seed of the data set that everybody gets who does not ask for another. */
  public static final long SEED = 20_260_101;

  private static final String NAME = "digits";

  private Digits() {}

  /** Returns the training set, with pixels from 0 to 1. */
  public static Dataset train() {
    return PictureDataset.of(NAME, Part.TRAIN, load(Part.TRAIN));
  }

  /** Returns the held-out set, with pixels from 0 to 1. */
  public static Dataset test() {
    return PictureDataset.of(NAME, Part.TEST, load(Part.TEST));
  }

  /** Returns the training set or the held-out set; no picture is in both. */
  public static Pictures load(Part part) {
    return draw(part, part == Part.TRAIN ? TRAIN_COUNT : TEST_COUNT, SEED);
  }

  /**
   * Returns the first pictures of the training or held-out set with this seed, drawn on all cores.
   *
   * @throws IllegalArgumentException if the count is less than 1
   */
  public static Pictures draw(Part part, int count, long seed) {
    int size = DigitPainter.SIZE;
    List<List<StrokePath>> shapes = DigitShapes.all();
    byte[] pixels = new byte[Math.multiplyExact(count, size * size)];
    byte[] labels = new byte[count];
    long key = 2 * seed + (part == Part.TRAIN ? 0 : 1);
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              RandomStream random = new RandomStream(key, i);
              List<StrokePath> styles = shapes.get(i % 10);
              StrokePath shape = styles.get((int) (random.uniform() * styles.size()));
              new DigitPainter(random).paint(shape, pixels, i * size * size);
              labels[i] = (byte) (i % 10);
            });
    return new Pictures(size, size, 1, Dataset.numberedClasses(10), pixels, labels);
  }

  /** The digits by name. */
  static final class Source implements DataSource {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "12,000 + 2,000 drawn digits, 28x28 grey, generated: needs no files";
    }

    @Override
    public Pictures load(Part part, Optional<Path> folder) {
      return Digits.load(part);
    }
  }
}
