package dev.imbrex.cpu.gemm;

/**
 * Finds out, while work is done, when vectors have become faster than plain loops that compute the
 * same bits. Until the optimising compiler has had its turn, each operation on a vector is a call
 * that makes an object, a hundred times slower than plain loops; and where that compiler gives up
 * on a method, it stays so. So plain loops do the work at first, and vectors only now and then,
 * timed, until they are no slower.
 *
 * <p>Several threads may count at the same time and lose counts; that does no harm.
 */
public final class Trial {
  /** Of the first calls, which somebody waits for, one in so many goes to the vectors, */
  private static final int EVERY_FIRST = 16;

  private static final int FIRST = 1000;

  /** and of those that follow, one in so many, so that the compiler has something to compile. */
  private static final int EVERY = 2;

  /** Vectors that have not become fast after so many calls are hardly ever tried again. */
  private static final int PATIENCE = 20_000;

  private static final int EVERY_LAST = 256;

  /** So much slower than the fastest plain call may a single vector call look by chance. */
  private static final double BY_CHANCE = 1.2;

  /** So many calls must have looked fast. */
  private static final int WINS = 3;

  private int calls;
  private int wins;
  private double plain = Double.POSITIVE_INFINITY;
  private boolean settled;

  /** Creates one that has to find out. */
  public Trial() {}

  /** Returns whether vectors are to be used from now on. */
  public boolean settled() {
    return settled;
  }

  /** What a call is to use. */
  public enum Turn {
    /** Vectors, and say how long they took. */
    VECTORS,
    /** Plain loops, and say how long they took. */
    TIMED_PLAIN,
    /** Plain loops. */
    PLAIN
  }

  /** Returns what the next call is to use, while it is not {@link #settled}. */
  public Turn next() {
    int n = calls++;
    int every = n < FIRST ? EVERY_FIRST : n < PATIENCE ? EVERY : EVERY_LAST;
    if (n % every == 1) {
      return Turn.VECTORS;
    }
    return n % EVERY_FIRST == 0 ? Turn.TIMED_PLAIN : Turn.PLAIN;
  }

  /**
   * Says how long a timed call took.
   *
   * @param work how much it did, in any unit that all calls share
   */
  public void took(Turn turn, long nanos, long work) {
    double each = (double) nanos / Math.max(1, work);
    if (turn == Turn.TIMED_PLAIN) {
      plain = Math.min(plain, each);
    } else if (turn == Turn.VECTORS && each <= BY_CHANCE * plain && ++wins >= WINS) {
      settled = true;
    }
  }
}
