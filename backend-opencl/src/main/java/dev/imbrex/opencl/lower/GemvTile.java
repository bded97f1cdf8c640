package dev.imbrex.opencl.lower;

import dev.imbrex.opencl.device.ClDevice;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a product of few rows is cut for {@code gemv}. It has a name: {@code gemv-16x64x1-s12} stands
 * for 64 vectors of 16 floats in groups of one work-item, and k in 12 parts. With its name all is
 * fixed that changes a bit of the result.
 *
 * @param width floats per vector: neighbouring columns, or neighbours along k in dot products
 * @param columns vectors of columns of a work-item; columns of a group in dot products
 * @param group work-items per group
 * @param parts of k, unless there are fewer k
 */
record GemvTile(int width, int columns, int group, int parts) {
  static final String GEMV = "gemv";

  /** The most rows of sums that work-items hold; runs, whose sums wait in memory, take more. */
  private static final int MOST_HELD = 16;

  private static final int MOST_ROWS = 32;

  /** Up to so many rows this is the first choice, on CPUs up to more. */
  private static final int FEW_ROWS = 8;

  private static final int FEW_ROWS_OF_CPU = 16;

  /** A right operand that is far larger than caches: packing it costs more than all sums. */
  private static final long LARGE = 1 << 20;

  /** So many columns of a row are a page of memory: runs that long come as fast as any. */
  private static final int RUN = 1024;

  /** So many work-items keep a large CPU busy, and so many lanes a large GPU. */
  private static final int BUSY = 128;

  private static final int BUSY_LANES = 1 << 17;

  /** So much of the right operand should a work-item of a CPU have, against the cost of it. */
  private static final int ENOUGH = 1 << 15;

  /** So many k for every row should a part have, for its sums to be little beside what it reads. */
  private static final int DEEP = 16;

  private static final Pattern NAME =
      Pattern.compile(GEMV + "-(\\d{1,4})x(\\d{1,4})x(\\d{1,4})-s(\\d{1,6})");

  /** How the right operand is read. */
  enum Kernel {
    /** Lanes own columns and keep sums in registers. */
    COLUMNS,
    /** A work-item alone reads long runs of rows. */
    RUNS,
    /** Dot products along k. */
    DOTS;

    /** Returns its name in the family. */
    String text() {
      return GEMV + "_" + name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns whether a product is a plain one of few rows that the kernels can read. */
  static boolean fits(Product p, ClDevice d) {
    boolean runs = isRowMajor(p) && isAlone(d);
    boolean readable = isRowMajor(p) || !p.columns() || p.m() == 1;
    return p.m() <= (runs ? MOST_ROWS : MOST_HELD) && MatrixProduct.fits(p) && readable;
  }

  /**
   * Returns whether this is faster than tiles, for a product that {@link #fits}: on PoCL it is up
   * to 16 rows, and beyond where the right operand is large. Elsewhere it has not been measured.
   */
  static boolean pays(Product p, ClDevice d) {
    boolean few = p.m() <= (isAlone(d) ? FEW_ROWS_OF_CPU : FEW_ROWS);
    return few || (isAlone(d) && p.k() * p.n() >= LARGE);
  }

  /** Returns whether the work-items of a group share nothing, as on a CPU. */
  private static boolean isAlone(ClDevice d) {
    return d.traits().cooperating() == 1;
  }

  /**
   * Returns whether the right operand is read along its rows, not along k: the k of a single column
   * are neighbours whatever the operand is said to be.
   */
  private static boolean isRowMajor(Product p) {
    return p.right().isRowMajor() && (p.n() > 1 || p.k() == 1);
  }

  /**
   * Returns what is usual for a product on a device: by the shape and the class of device alone.
   */
  static GemvTile of(Product p, ClDevice d) {
    boolean alone = isAlone(d);
    int rows = rows(p);
    if (!isRowMajor(p)) {
      // What does not fill a vector is taken one by one: one program for any k.
      int width = d.vectorWidth();
      int columns = Math.max(1, (alone ? 4 : 2) / Math.max(1, rows / 4));
      int group = alone ? 1 : group(d.traits().cooperating(), ceil(p.k(), width));
      return new GemvTile(width, columns, group, parts(p, ceil(p.n(), columns), group));
    }
    int width = Math.min(d.vectorWidth(), Integer.highestOneBit(p.n()));
    if (alone) {
      return new GemvTile(width, RUN / width, 1, parts(p, ceil(p.n(), RUN), 1));
    }
    int columns = rows >= 4 ? 2 : 1;
    int group = group(d.traits().workGroup(), ceil(p.n(), (long) width * columns));
    return new GemvTile(
        width, columns, group, parts(p, ceil(p.n(), (long) width * columns * group), group));
  }

  /** Returns the largest group within a limit that has something to do for each work-item. */
  private static int group(int most, long items) {
    return (int) Math.min(most, Long.highestOneBit(2 * items - 1));
  }

  private static int parts(Product p, long groups, int group) {
    long busy = group == 1 ? BUSY / groups : BUSY_LANES / (groups * group);
    long enough = group == 1 ? p.k() * p.n() / groups / ENOUGH : p.k() / group;
    long most = isRowMajor(p) && group > 1 ? busy : Math.min(busy, enough);
    return (int) Math.max(1, Math.min(most, p.k() / (DEEP * p.m())));
  }

  /** Returns the tile of a name for a product, if the kernels and the device have it. */
  static Optional<GemvTile> parse(String name, Product p, ClDevice device) {
    Matcher m = NAME.matcher(name);
    if (!m.matches()) {
      return Optional.empty();
    }
    GemvTile t = new GemvTile(number(m, 1), number(m, 2), number(m, 3), number(m, 4));
    return t.isFor(p, device) ? Optional.of(t) : Optional.empty();
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }

  private boolean isFor(Product p, ClDevice device) {
    boolean sensible = columns > 0 && group > 0 && parts > 0;
    if (!fits(p, device)
        || !sensible
        || !canHold(p)
        || (kernel(p) == Kernel.COLUMNS && width > p.n())) {
      return false;
    }
    try {
      return Families.family(GEMV)
          .choose(macros(p, Epilogue.NONE))
          .needs()
          .refusal(device.workGroupSize(), device.localBytes())
          .isEmpty();
    } catch (IllegalArgumentException e) {
      return false; // a parameter or a rule of the family says no
    }
  }

  private boolean canHold(Product p) {
    return kernel(p) == Kernel.RUNS || p.m() <= MOST_HELD;
  }

  GemvTile inParts(int otherParts) {
    return new GemvTile(width, columns, group, otherParts);
  }

  GemvTile ofColumns(int otherColumns) {
    return new GemvTile(width, otherColumns, group, parts);
  }

  /** Returns which kernel runs a product. */
  Kernel kernel(Product p) {
    return !isRowMajor(p) ? Kernel.DOTS : group == 1 ? Kernel.RUNS : Kernel.COLUMNS;
  }

  /** Returns how many rows of sums work-items hold. */
  private static int rows(Product p) {
    return Integer.highestOneBit(2 * (int) p.m() - 1);
  }

  /** Returns the parameters of the family. */
  Map<String, Integer> macros(Product p, Epilogue e) {
    // What does not hold its sums takes any number of rows and columns, as arguments. What a kernel
    // does not use is 1, for the others beside it to be compiled fast.
    boolean holds = kernel(p) != Kernel.RUNS;
    Map<String, Integer> values = new HashMap<>();
    values.put("ROWS", holds ? rows(p) : 1);
    values.put("WIDTH", width);
    values.put("COLUMNS", holds ? columns : 1);
    values.put("DEPTH", kernel(p) == Kernel.DOTS ? 1 : 8);
    values.put("WORK_GROUP", group);
    values.put("SPLIT", count(p) > 1 ? 1 : 0);
    values.put("BIAS", e.bias() ? 1 : 0);
    values.put("KEEP", e.keep() ? 1 : 0);
    values.put("ACTIVATE", e.activates() ? 1 : 0);
    return values;
  }

  /** Returns how many columns of the result a group computes. */
  int run(Product p) {
    return kernel(p) == Kernel.DOTS ? columns : columns * width * group;
  }

  /** Returns how many k a part has, but the last, which may have fewer. */
  int height(Product p) {
    return (int) ceil(p.k(), Math.min(parts, p.k()));
  }

  /** Returns how many parts there are: none of them is empty. */
  int count(Product p) {
    return (int) ceil(p.k(), height(p));
  }

  static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }

  /** Returns the name. */
  String text() {
    return GEMV + "-" + width + "x" + columns + "x" + group + "-s" + parts;
  }
}
