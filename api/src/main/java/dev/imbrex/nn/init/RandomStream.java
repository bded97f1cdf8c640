package dev.imbrex.nn.init;

import dev.imbrex.tensor.Philox;

/**
 * Random numbers one after the other from one stream of the counter-based generator; the same seed
 * and stream give the same bits on every machine.
 */
public final class RandomStream {
  /**
   * Counter words that no training step has (a step's number is at least 0), so that initialisers
   * never share numbers with dropout.
   */
  private static final int NO_STEP = -1;

  private final int key0;
  private final int key1;
  private final int stream;
  private final int[] block = new int[4];
  private int nextBlock;
  private int at = 4;
  private double spare = Double.NaN;

  /** Creates the stream at its beginning. */
  public RandomStream(long seed, int stream) {
    this.key0 = (int) seed;
    this.key1 = (int) (seed >>> 32);
    this.stream = stream;
  }

  /** Returns the next uniformly random word. */
  public int word() {
    if (at == 4) {
      Philox.block(nextBlock++, stream, NO_STEP, NO_STEP, key0, key1, block, 0);
      at = 0;
    }
    return block[at++];
  }

  /** Returns the next number of the uniform distribution between 0 and 1, both excluded. */
  public double uniform() {
    return (Integer.toUnsignedLong(word()) + 0.5) * 0x1p-32;
  }

  /** Returns the next number of the standard normal distribution (Box and Muller, 1958). */
  public double normal() {
    if (!Double.isNaN(spare)) {
      double z = spare;
      spare = Double.NaN;
      return z;
    }
    double radius = StrictMath.sqrt(-2 * StrictMath.log(uniform()));
    double angle = 2 * Math.PI * uniform();
    spare = radius * StrictMath.sin(angle);
    return radius * StrictMath.cos(angle);
  }

  /**
   * Returns the next number of the standard normal distribution that lies within two deviations.
   */
  public double truncatedNormal() {
    double z;
    do {
      z = normal();
    } while (Math.abs(z) > 2);
    return z;
  }
}
