package dev.imbrex.opencl.lower;

import dev.imbrex.op.Op;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ways to run a product that are worth being measured, by name: every implementation that the
 * table has, and tiles of many sizes. Names fix all that changes bits, so they tell into how many
 * parts k is split where it is.
 *
 * <p>On CPUs a build takes half a second, so that the short list has few tiles, whose panels are as
 * wide as those of the usual one and need no other program; on GPUs, compilers are faster and tiles
 * matter more. What stands first is most likely to win, for a list may not be tried to its end.
 */
public final class ProductWays {
  private static final int SHORT = 16;

  /** Tiles in local memory that have proved well on GPUs, each class by some of them. */
  private static final List<int[]> LOCAL =
      List.of(
          new int[] {128, 64, 16, 8, 4},
          new int[] {64, 64, 16, 4, 4},
          new int[] {128, 128, 16, 8, 8},
          new int[] {64, 64, 16, 8, 4},
          new int[] {128, 32, 16, 8, 4},
          new int[] {64, 32, 16, 4, 4},
          new int[] {64, 128, 16, 4, 8},
          new int[] {32, 64, 16, 4, 4},
          new int[] {64, 64, 32, 4, 4},
          new int[] {32, 32, 16, 4, 2},
          new int[] {32, 32, 32, 2, 2},
          new int[] {64, 16, 16, 4, 2},
          new int[] {16, 64, 16, 2, 4});

  private static final int[] ROWS = {12, 16, 6, 4, 8, 2};

  /** With three vectors a row and more, most of those would not fit 32 registers. */
  private static final int[] ROWS_OF_MANY = {6, 4, 8, 2, 12, 16};

  /** The ways that come in sizes, which their full names tell. */
  private static final Set<String> SIZED =
      Set.of(NamedTile.REGISTERS, NamedTile.LOCAL, NamedTile.FLOAT16, GemvTile.GEMV);

  private final KernelTable table;
  private final ClDevice device;
  private final boolean all;

  /**
   * Creates the list for a device.
   *
   * @param all whether everything is listed, or only the short list
   */
  public ProductWays(KernelTable table, ClDevice device, boolean all) {
    this.table = table;
    this.device = device;
    this.all = all;
  }

  /** Returns whether a way sums as precisely as the definition, in whatever order. */
  public static boolean isPrecise(String way) {
    return way.startsWith(NamedTile.REGISTERS)
        || way.startsWith(NamedTile.LOCAL)
        || way.startsWith(GemvTile.GEMV)
        || way.equals(ClKernels.DEPTHWISE);
  }

  /** Returns the name of the way in which each of several joined branches goes by its own. */
  public static String join(List<String> ways) {
    return String.join(Branches.AND, ways);
  }

  /**
   * Returns the ways for an op with inputs of these types, the one that is taken without any
   * measurement first; empty where there is only that one.
   */
  public List<String> of(Op op, List<TensorType> inputs) {
    Optional<Product> found = table.supports(op, inputs) ? Products.of(op, inputs) : none();
    if (found.isEmpty()) {
      return List.of();
    }
    Product p = found.orElseThrow();
    List<String> listed = table.implementations(op, inputs);
    Set<String> ways = new LinkedHashSet<>();
    String first = listed.isEmpty() ? NamedTile.REGISTERS : listed.get(0);
    ways.add(isSized(first) ? usual(first, p) : first);
    if (listed.contains(GemvTile.GEMV)) {
      addFewRows(ways, p);
    }
    listed.stream().filter(w -> !isSized(w)).forEach(ways::add);
    for (NamedTile t : candidates(p)) {
      if (all || ways.size() < SHORT) {
        ways.add(pinned(t, p));
      }
    }
    ways.removeIf(w -> isSized(w) && !table.offers(op, inputs, w));
    return ways.size() > 1 ? List.copyOf(ways) : List.of();
  }

  /**
   * Returns the name of a way that says all that changes bits, in whatever way products are split
   * where nobody says so.
   *
   * @param way empty for the one that is taken without any measurement
   * @return empty where there is only one
   */
  public Optional<String> fullName(Op op, List<TensorType> inputs, Optional<String> way) {
    List<String> listed = table.implementations(op, inputs);
    Optional<Product> found = Products.of(op, inputs);
    if (found.isEmpty()) {
      return way.or(() -> listed.stream().findFirst());
    }
    Product p = found.orElseThrow();
    // Where tiles in registers are all that there is, they still are of many sizes.
    String name = way.orElse(listed.isEmpty() ? NamedTile.REGISTERS : listed.get(0));
    boolean anySize = SIZED.contains(name);
    String full =
        anySize
            ? usual(name, p)
            : NamedTile.parse(name, p, device).map(t -> pinned(t, p)).orElse(name);
    return Optional.of(table.offers(op, inputs, full) ? full : name);
  }

  private static Optional<Product> none() {
    return Optional.empty();
  }

  private static boolean isSized(String way) {
    return SIZED.stream().anyMatch(way::startsWith);
  }

  /** Returns the full name of the size that is usual for a product. */
  private String usual(String kind, Product p) {
    if (kind.equals(GemvTile.GEMV)) {
      return GemvTile.of(p, device).text();
    }
    ProductTile tile =
        kind.equals(NamedTile.REGISTERS)
            ? registers(p)
            : LocalTile.ladder(p, device, kind.equals(NamedTile.FLOAT16)).get(0);
    return pinned(new NamedTile(tile, 0), p);
  }

  private PrivateTile registers(Product p) {
    return PrivateTile.of(p.n(), device.vectorWidth(), p.columns());
  }

  private static String pinned(NamedTile t, Product p) {
    return new NamedTile(t.tile(), p.columns() ? ProductKernel.parts(p, t) : 0).text();
  }

  /** Adds what is usual for few rows, with fewer and with more parts of k: the same program. */
  private void addFewRows(Set<String> ways, Product p) {
    GemvTile usual = GemvTile.of(p, device);
    ways.add(usual.text());
    if (usual.parts() > 1) {
      ways.add(usual.inParts(usual.parts() / 2).text());
      ways.add(usual.inParts(2 * usual.parts()).text());
    }
    if (all) {
      ways.add(usual.inParts(8 * usual.parts()).text());
      for (int columns :
          new int[] {usual.columns() / 4, usual.columns() / 2, 2 * usual.columns()}) {
        ways.add(usual.ofColumns(columns).text());
      }
    }
  }

  private List<NamedTile> candidates(Product p) {
    boolean localFirst = device.traits().localTiles();
    List<NamedTile> tiles = new ArrayList<>();
    if (localFirst) {
      addLocal(tiles, p);
      addRegisters(tiles, p);
    } else {
      addRegisters(tiles, p);
      if (all) {
        addLocal(tiles, p);
      }
    }
    return tiles;
  }

  private void addRegisters(List<NamedTile> tiles, Product p) {
    PrivateTile usual = registers(p);
    addRows(tiles, p, usual.vec(), usual.nv());
    if (!all) {
      return;
    }
    for (int vec = device.vectorWidth(); vec >= 1; vec /= 2) {
      for (int nv : new int[] {1, 2, 3, 4}) {
        if (vec * nv < 2 * p.n() || vec * nv == usual.columns()) {
          addRows(tiles, p, vec, nv);
        }
      }
    }
  }

  private void addRows(List<NamedTile> tiles, Product p, int vec, int nv) {
    int most = all ? ROWS.length : device.traits().localTiles() ? 2 : 4;
    for (int i = 0; i < most; i++) {
      int rows = nv > 2 ? ROWS_OF_MANY[i] : ROWS[i];
      addSplits(tiles, p, new PrivateTile(rows, vec, nv));
    }
  }

  private void addLocal(List<NamedTile> tiles, Product p) {
    for (int[] t : LOCAL) {
      if (all || (t[0] < 2 * p.m() && t[1] < 2L * Math.max(16, p.n()))) {
        addSplits(tiles, p, new LocalTile(t[0], t[1], t[2], t[3], t[4], 4, 4));
      }
    }
    if (all) {
      for (int depth : new int[] {8, 32}) {
        for (int[] t : LOCAL) {
          addSplits(tiles, p, new LocalTile(t[0], t[1], depth, t[3], t[4], 4, 4));
        }
      }
    }
  }

  /** Adds a tile, and with more and fewer parts where k is split and the list is long. */
  private void addSplits(List<NamedTile> tiles, Product p, ProductTile tile) {
    tiles.add(new NamedTile(tile, 0));
    int parts = ProductKernel.parts(p, new NamedTile(tile, 0));
    if (all && p.columns() && parts > 1) {
      tiles.add(new NamedTile(tile, Math.max(1, parts / 2)));
      tiles.add(new NamedTile(tile, 2 * parts));
    }
  }
}
