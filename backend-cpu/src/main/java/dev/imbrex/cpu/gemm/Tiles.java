package dev.imbrex.cpu.gemm;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tiles for one width of vectors, for wide and for narrow panels of columns and for each {@link
 * Reach}; of every kind the highest first.
 */
public final class Tiles {
  /** Up to so many columns a loop over a narrow panel would mostly make zeros. */
  private static final int FEW_COLUMNS = 16;

  private final Kinds wide;
  private final Kinds narrow;
  private final @Nullable Tiles few;
  private final List<Strip> strips;
  private final Packing packing;

  /** The tiles for one width of panels; those that reach anything come last and are never none. */
  private record Kinds(List<Tile> runs, List<Tile> blocks, List<Tile> packed, List<Tile> walks) {
    int columns() {
      return walks.get(0).columns();
    }

    Kinds tried() {
      return new Kinds(tried(runs), tried(blocks), tried(packed), tried(walks));
    }

    private static List<Tile> tried(List<Tile> tiles) {
      return tiles.stream().map(TriedTile::of).toList();
    }
  }

  private Tiles(Kinds wide, Kinds narrow, List<Strip> strips, Packing packing) {
    this(wide, narrow, null, strips, packing);
  }

  private Tiles(
      Kinds wide, Kinds narrow, @Nullable Tiles few, List<Strip> strips, Packing packing) {
    this.wide = wide;
    this.narrow = narrow;
    this.few = few;
    this.strips = strips;
    this.packing = packing;
  }

  /** Returns the tiles without vectors. */
  public static Tiles plain() {
    Kinds wide = new Kinds(List.of(), List.of(), List.of(), List.of(new PlainTile(256)));
    Kinds scalars = new Kinds(List.of(), List.of(), List.of(), List.of(new ScalarTile()));
    return new Tiles(
        wide,
        new Kinds(List.of(), List.of(), List.of(), List.of(new PlainTile(32))),
        new Tiles(wide, scalars, List.of(), new PlainPacking()),
        List.of(new PlainStrip(6, 256), new PlainStrip(8, 256), new PlainStrip(16, 256)),
        new PlainPacking());
  }

  /**
   * Returns the tiles for the machine's vectors; to be called only where the vector module is
   * present.
   *
   * @param lanes floats per vector
   */
  public static Tiles vectors(int lanes) {
    // 16 lanes come with 32 registers (AVX-512), 8 with 16 (AVX2), 4 with 32 (NEON) or 16 (SSE).
    Kinds wide =
        lanes == 16
            ? new Kinds(
                List.of(new Run14x2(), new Run8x2()),
                List.of(new Block14x2(), new Block8x2()),
                List.of(new Packed12x2()),
                List.of(new Walk6x2()))
            : new Kinds(
                List.of(new Run6x2()),
                List.of(new Block6x2()),
                lanes == 8 ? List.of(new Packed6x2()) : List.of(),
                List.of(new Walk6x2()));
    Kinds narrow =
        lanes == 16
            ? new Kinds(
                List.of(new Run14x1(), new Run8x1()),
                List.of(new Block14x1(), new Block8x1()),
                List.of(),
                List.of(new Walk12x1()))
            : new Kinds(
                List.of(new Run8x1()), List.of(new Block8x1()), List.of(), List.of(new Walk12x1()));
    return new Tiles(
        wide,
        narrow,
        lanes == 16 ? List.of(new Strip6x4(), new Strip8x3()) : List.of(),
        new VectorPacking());
  }

  /**
   * Returns the micro-kernel for few filters, whose results would fill less than half of a vector,
   * or are too few for a loop over them where there are no vectors.
   *
   * @return none if a tile does as well
   */
  public Optional<Strip> strip(int filters) {
    return strips.stream().filter(s -> filters <= s.filters()).findFirst();
  }

  /** Returns the tiles for products of so many columns: these, or others where those are few. */
  public Tiles forColumns(int columns) {
    return few != null && columns <= FEW_COLUMNS ? few : this;
  }

  /** Returns these tiles of vectors, for which plain loops stand in until vectors are faster. */
  public Tiles tried() {
    return new Tiles(
        wide.tried(),
        narrow.tried(),
        strips.stream().<Strip>map(TriedStrip::new).toList(),
        packing);
  }

  Packing packing() {
    return packing;
  }

  /** Returns the width of wide panels of columns. */
  public int wide() {
    return wide.columns();
  }

  /** Returns the width of narrow panels of columns. */
  public int narrow() {
    return narrow.columns();
  }

  /**
   * Returns the tile for a packed left matrix and wide panels. It has no more rows than a vector
   * has elements, so that packing writes each step at once.
   *
   * @return none if there are no such tiles
   */
  public Optional<Tile> packed() {
    return wide.packed.stream().findFirst();
  }

  /** Returns the number of rows of the highest tile for wide panels and contiguous steps. */
  public int high() {
    return (wide.runs.isEmpty() ? wide.walks : wide.runs).get(0).rows();
  }

  /** Returns the largest number of rows of any tile. */
  int mostRows() {
    return Stream.of(wide, narrow)
        .flatMap(k -> Stream.of(k.runs, k.blocks, k.packed, k.walks))
        .flatMap(List::stream)
        .mapToInt(Tile::rows)
        .max()
        .orElseThrow();
  }

  /**
   * Returns the tiles of a kind, the highest first.
   *
   * @param columns the panels' width, {@link #wide} or {@link #narrow}
   * @return none if there are none of this kind, but some for {@link Reach#WALK}
   */
  List<Tile> of(int columns, Reach reach) {
    Kinds k = columns == wide() ? wide : narrow;
    return switch (reach) {
      case RUN -> k.runs;
      case BLOCK -> k.blocks;
      case PACKED -> k.packed;
      case WALK -> k.walks;
    };
  }
}
