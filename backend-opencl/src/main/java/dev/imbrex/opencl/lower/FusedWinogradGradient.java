package dev.imbrex.opencl.lower;

import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import java.util.List;

/**
 * {@link WinogradFilterGradient} on a CPU: each work-item transforms some tiles, for one panel of
 * output channels, and adds their products to its sums while all that is in its core's cache.
 */
final class FusedWinogradGradient {
  private static final int ELEMENTS = WinogradTiles.elements(2);

  /** The sums of a panel should stay in the cache beside what is added to them. */
  private static final long NEAR_SUMS = 512 << 10;

  /** So many work-items keep most CPUs busy: a number that does not depend on the device. */
  private static final int ITEMS = 16;

  private final Session session;
  private final WinogradTiles tiles;
  private final PrivateTile tile;
  private final WinogradTransforms transforms;
  private final Built program;
  private final int channels;
  private final int outChannels;
  private final int length;
  private final int panels;
  private final int tilesPerPart;
  private final int chunk;

  private FusedWinogradGradient(
      Session session, WinogradTiles tiles, PrivateTile tile, int channels, int outChannels) {
    this.session = session;
    this.tiles = tiles;
    this.tile = tile;
    this.channels = channels;
    this.outChannels = outChannels;
    this.length = length(session, tile, channels);
    this.panels = FusedWinograd.ceil(outChannels, tile.columns());
    int vector = WinogradTransforms.vector(session, tile.columns(), tile.columns());
    this.transforms = new WinogradTransforms(session, tiles, tile.columns(), vector, Epilogue.NONE);
    this.program = session.program(Families.family("winograd_fused").choose(tile.macros()), "");
    int most = FusedWinograd.chunk(tile, length);
    int chunks = FusedWinograd.ceil(tiles.count(), most);
    int parts = Math.min(chunks, FusedWinograd.ceil(ITEMS, panels));
    this.tilesPerPart = FusedWinograd.ceil(tiles.count(), parts);
    this.chunk = FusedWinograd.ceil(tilesPerPart, FusedWinograd.ceil(tilesPerPart, most));
  }

  private static PrivateTile tile(Session s, int outChannels) {
    return PrivateTile.of(outChannels, s.device().vectorWidth(), true);
  }

  /** Returns how many rows sums have, and patches channels: whole vectors and whole tiles. */
  private static int length(Session s, PrivateTile tile, int channels) {
    int multiple = Math.max(s.device().vectorWidth(), tile.rows());
    return WinogradTransforms.round(channels, multiple);
  }

  /** Returns whether a device and numbers of channels are those for which this is made. */
  static boolean fits(Session s, int channels, int outChannels) {
    PrivateTile tile = tile(s, outChannels);
    long sums = 4L * ELEMENTS * length(s, tile, channels) * tile.columns();
    return FusedWinograd.suits(s, tile) && sums <= NEAR_SUMS;
  }

  static Kernel kernel(Session s, WinogradTiles tiles, int channels, int outChannels) {
    PrivateTile tile = tile(s, outChannels);
    FusedWinogradGradient w = new FusedWinogradGradient(s, tiles, tile, channels, outChannels);
    return new LaunchKernel(
        "filter gradient by Winograd's F(2x2, 3x3) in one pass by "
            + tile.text()
            + ", "
            + tiles.count()
            + " tiles in "
            + w.parts()
            + " parts, chunks of "
            + w.chunk,
        w.sumBytes() + 4 * w.parts() * w.panels * w.scratchApart(),
        w::launches);
  }

  private int parts() {
    return FusedWinograd.ceil(tiles.count(), tilesPerPart);
  }

  private long sumBytes() {
    return 4L * ELEMENTS * parts() * length * panels * tile.columns();
  }

  private long patchesApart() {
    return WinogradTiles.apart((long) chunk * WinogradTiles.stride(length));
  }

  private long scratchApart() {
    return FusedWinograd.scratch(tile, patchesApart(), chunk);
  }

  private void launches(List<Slice> in, List<Slice> out, Slice scratch, List<Invocation> launches) {
    Slice sums = scratch.part(0, sumBytes());
    Slice own = scratch.part(sums.bytes(), 4 * parts() * panels * scratchApart());
    launches.add(
        session
            .launch(program, "winograd_fused_sums_f32")
            .slice(sums)
            .slice(in.get(0))
            .slice(in.get(1))
            .slice(own)
            .i32x8(FusedWinograd.picture(tiles, channels, length))
            .i32x8(
                new int[] {
                  tiles.count(),
                  tiles.outH(),
                  tiles.outW(),
                  outChannels,
                  panels,
                  chunk,
                  tilesPerPart,
                  length
                })
            .u64(patchesApart())
            .u64(scratchApart())
            .groups(new long[] {panels, parts()}, new int[] {1, 1}));
    int[] filter = {channels, outChannels, length, panels * tile.columns(), parts(), 1};
    launches.add(transforms.filterGradient(sums, filter, out.get(0)));
  }
}
