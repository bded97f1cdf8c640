package dev.imbrex.cpu.gemm;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tiles for one width of vectors, for wide and for narrow panels of columns and for each {@link
 * Reach}; of every kind the highest first.
 */
public final class Tiles {
  private final Kinds wide;
  private final Kinds narrow;
  private final List<Strip> strips;
  private final Packing packing;

  /** The tiles for one width of panels; those that reach anything come last and are never none. */
  private record Kinds(List<Tile> runs, List<Tile> blocks, List<Tile> walks) {
    int columns() {
      return walks.get(0).columns();
    }
  }

  private Tiles(Kinds wide, Kinds narrow, List<Strip> strips, Packing packing) {
    this.wide = wide;
    this.narrow = narrow;
    this.strips = strips;
    this.packing = packing;
  }

  /** Returns the tiles without vectors. */
  public static Tiles plain() {
    return new Tiles(
        new Kinds(List.of(), List.of(), List.of(new PlainTile(256))),
        new Kinds(List.of(), List.of(), List.of(new PlainTile(32))),
        List.of(),
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
                List.of(new Walk6x2()))
            : new Kinds(List.of(new Run6x2()), List.of(new Block6x2()), List.of(new Walk6x2()));
    Kinds narrow =
        lanes == 16
            ? new Kinds(
                List.of(new Run14x1(), new Run8x1()),
                List.of(new Block14x1(), new Block8x1()),
                List.of(new Walk12x1()))
            : new Kinds(List.of(new Run8x1()), List.of(new Block8x1()), List.of(new Walk12x1()));
    return new Tiles(
        wide,
        narrow,
        lanes == 16 ? List.of(new Strip6x4(), new Strip8x3()) : List.of(),
        new VectorPacking());
  }

  /**
   * Returns the micro-kernel for few filters, whose results would fill less than half of a vector.
   *
   * @return none if a tile does as well
   */
  public Optional<Strip> strip(int filters) {
    return strips.stream().filter(s -> filters <= s.filters()).findFirst();
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

  /** Returns the number of rows of the highest tile for wide panels and contiguous steps. */
  public int high() {
    return (wide.runs.isEmpty() ? wide.walks : wide.runs).get(0).rows();
  }

  /** Returns the largest number of rows of any tile. */
  int mostRows() {
    return Stream.of(wide, narrow)
        .flatMap(k -> Stream.of(k.runs, k.blocks, k.walks))
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
      case WALK -> k.walks;
    };
  }
}
