package dev.imbrex.opencl.lower;

import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link Winograd} on a CPU: each work-item takes some tiles of results through all steps while
 * they are in its core's cache. Sums have the same order, and results the same bits.
 */
final class FusedWinograd {
  private static final int ELEMENTS = WinogradTiles.elements(2);

  /** What a work-item transforms and multiplies at a time should stay in a second-level cache. */
  private static final long NEAR_BYTES = 768 << 10;

  /** A larger panel of filters is read from too far away for each chunk of tiles. */
  private static final long NEAR_FILTERS = 1 << 20;

  /** So many work-items for each compute unit even out what they take, */
  private static final int ITEMS_PER_UNIT = 4;

  /** but there are not more than so many, or than units, for each has memory of its own. */
  private static final int MOST_ITEMS = 128;

  private final Session session;
  private final Epilogue epilogue;
  private final WinogradTiles tiles;
  private final PrivateTile tile;
  private final WinogradTransforms transforms;
  private final Built program;
  private final int channels;
  private final int outChannels;
  private final int length;
  private final int[] filter;
  private final int chunk;
  private final int tilesPerItem;

  private FusedWinograd(
      Session session,
      Epilogue epilogue,
      WinogradTiles tiles,
      PrivateTile tile,
      int channels,
      int outChannels,
      int[] filter) {
    this.session = session;
    this.epilogue = epilogue;
    this.tiles = tiles;
    this.tile = tile;
    this.channels = channels;
    this.outChannels = outChannels;
    this.length = filter[2];
    this.filter = filter;
    int vector = WinogradTransforms.vector(session, tile.columns(), tile.columns());
    this.transforms = new WinogradTransforms(session, tiles, tile.columns(), vector, Epilogue.NONE);
    Map<String, Integer> values = new HashMap<>(tile.macros());
    values.put("BIAS", epilogue.bias() ? 1 : 0);
    values.put("KEEP", epilogue.keep() ? 1 : 0);
    values.put("ACTIVATE", epilogue.activates() ? 1 : 0);
    this.program =
        session.program(Families.family("winograd_fused").choose(values), tile.source(epilogue));
    int most = chunk(tile, length);
    int chunks = ceil(tiles.count(), most);
    int units = session.device().computeUnits();
    int items = Math.min(chunks, Math.max(units, Math.min(MOST_ITEMS, ITEMS_PER_UNIT * units)));
    this.tilesPerItem = ceil(tiles.count(), items);
    int equal = ceil(tilesPerItem, ceil(tilesPerItem, most));
    this.chunk = ceil(equal, tile.rows()) * tile.rows();
  }

  static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }

  /** Returns how many tiles of so many channels stay near, at least those multiplied at a time. */
  static int chunk(PrivateTile tile, int length) {
    long perTile = 4L * ELEMENTS * (WinogradTiles.stride(length) + tile.columns());
    return (int) Math.max(1, NEAR_BYTES / perTile / tile.rows()) * tile.rows();
  }

  private static PrivateTile tile(Session s, int outChannels) {
    return PrivateTile.of(outChannels, s.device().vectorWidth(), false);
  }

  /** Returns how long the rows of patches and panels are. */
  static int length(Session s, int channels) {
    return WinogradTransforms.round(channels, s.device().vectorWidth());
  }

  /** Returns whether a device and numbers of channels are those for which this is made. */
  static boolean fits(Session s, int channels, int outChannels) {
    PrivateTile tile = tile(s, outChannels);
    long panel = 4L * ELEMENTS * length(s, channels) * tile.columns();
    return suits(s, tile) && panel <= NEAR_FILTERS;
  }

  /** Returns whether a device is a CPU, whose vectors a tile fills. */
  static boolean suits(Session s, PrivateTile tile) {
    return s.device().kind() == DeviceKind.CPU
        && !Products.localFirst(s)
        && tile.vec() == s.device().vectorWidth();
  }

  /**
   * Returns the kernel.
   *
   * @param filter {@code winograd_filter}'s
   */
  static Kernel kernel(
      Session s,
      Epilogue epilogue,
      WinogradTiles tiles,
      int channels,
      int outChannels,
      int[] filter) {
    PrivateTile tile = tile(s, outChannels);
    FusedWinograd w = new FusedWinograd(s, epilogue, tiles, tile, channels, outChannels, filter);
    return new LaunchKernel(
        "Winograd's F(2x2, 3x3) in one pass, "
            + tiles.count()
            + " tiles in chunks of "
            + w.chunk
            + ", "
            + tile.text(),
        w.filterBytes() + w.items() * 4 * w.scratchApart(),
        w::launches);
  }

  private int items() {
    return ceil(tiles.count(), tilesPerItem);
  }

  private int panels() {
    return ceil(outChannels, tile.columns());
  }

  private long filterApart() {
    return WinogradTiles.apart((long) panels() * length * tile.columns());
  }

  private long filterBytes() {
    return Scratch.round(4 * ELEMENTS * filterApart());
  }

  private long patchesApart() {
    return WinogradTiles.apart((long) chunk * WinogradTiles.stride(length));
  }

  private long scratchApart() {
    return scratch(tile, patchesApart(), chunk);
  }

  /** Returns how many floats a work-item has for patches and for what a panel makes of them. */
  static long scratch(PrivateTile tile, long patchesApart, int chunk) {
    long floats = ELEMENTS * (patchesApart + (long) chunk * tile.columns() + tile.vec());
    return Scratch.round(4 * floats) / 4;
  }

  /** Returns what the kernels want to know of the picture that is seen. */
  static int[] picture(WinogradTiles tiles, int channels, int length) {
    return new int[] {
      tiles.across(),
      tiles.down(),
      tiles.inH(),
      tiles.inW(),
      channels,
      WinogradTiles.stride(length),
      tiles.top(),
      tiles.left()
    };
  }

  private void launches(List<Slice> in, List<Slice> out, Slice scratch, List<Invocation> launches) {
    Slice u = scratch.part(0, filterBytes());
    Slice own = scratch.part(u.bytes(), items() * 4 * scratchApart());
    Slice y = out.get(0);
    launches.add(transforms.filter(in.get(1), filter, panels(), u, filterApart()));
    launches.add(
        session
            .launch(program, "winograd_fused_f32")
            .slice(y)
            .slice(epilogue.keep() ? out.get(1) : y)
            .slice(in.get(0))
            .slice(u)
            .slice(epilogue.bias() ? in.get(2) : u)
            .slice(own)
            .i32x8(picture(tiles, channels, length))
            .i32x8(
                new int[] {
                  tiles.count(),
                  tiles.outH(),
                  tiles.outW(),
                  outChannels,
                  panels(),
                  chunk,
                  tilesPerItem,
                  length
                })
            .u64(filterApart())
            .u64(patchesApart())
            .u64(scratchApart())
            .i32(epilogue.rowOf(outChannels))
            .groups(new long[] {items()}, new int[] {1}));
  }
}
