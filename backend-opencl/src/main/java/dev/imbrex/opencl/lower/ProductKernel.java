package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Product} on a device: the right operand packed into panels where it does not lie right,
 * the picture padded with zeros where that pays, the product, and the sum of its parts where k was
 * split.
 */
final class ProductKernel {
  /** So many floating-point operations should a work-item have, against the cost of starting it. */
  private static final double ENOUGH_WORK = 400_000;

  /** So many floats should a work-item copy, likewise. */
  private static final int ENOUGH_FLOATS = 1 << 14;

  /** What is this small stays in the second-level cache of a CPU's core. */
  private static final long NEAR_BYTES = 512 << 10;

  /** So much of the left operand, beside a panel of the right one. */
  private static final long NEAR_ROWS_BYTES = 384 << 10;

  /** Parts of a product that are larger than that are written and read for too long. */
  private static final long MOST_PARTS_BYTES = 8 << 20;

  private final Session session;
  private final Product p;
  private final ProductTile tile;
  private final boolean padded;
  private final boolean packed;
  private final int parts;
  private final int tilesPerItem;
  private final Built product;
  private final Built prepare;
  private final Epilogue epilogue;

  private ProductKernel(Session session, Products.Job job, NamedTile named) {
    this.session = session;
    this.p = job.product();
    this.epilogue = job.epilogue();
    this.tile = named.tile();
    this.padded = p.hasBorder() && tile.wantsBorder(p);
    this.packed = tile.wantsPanels(p);
    this.parts = parts(p, named);
    this.tilesPerItem = tile.loops() ? tilesPerItem() : 1;
    this.product = session.program(choice(p, epilogue, tile, padded), tile.source(epilogue));
    this.prepare =
        session.program(
            Families.family("gemm_prepare")
                .choose(
                    Map.of(
                        "PANEL", tile.columns(),
                        "WORK_GROUP", session.device().traits().workGroup())));
  }

  private static KernelChoice choice(
      Product p, Epilogue epilogue, ProductTile tile, boolean padded) {
    Map<String, Integer> values = new HashMap<>(tile.macros());
    values.put("MODE", p.columns() ? 1 : 0);
    values.put("REVERSED", p.reversed() ? 1 : 0);
    values.put("CHECKED", p.hasBorder() && !padded ? 1 : 0);
    values.put("BIAS", epilogue.bias() ? 1 : 0);
    values.put("KEEP", epilogue.keep() ? 1 : 0);
    values.put("ACTIVATE", epilogue.activates() ? 1 : 0);
    return Families.family(tile.family()).choose(values);
  }

  /** Makes the kernel with tiles in registers. */
  static Kernel inRegisters(Session s, Products.Job job) {
    Product p = job.product();
    PrivateTile tile = PrivateTile.of(p.n(), s.device().vectorWidth(), p.columns());
    return kernel(new ProductKernel(s, job, new NamedTile(tile, 0)));
  }

  /**
   * Makes the kernel with a certain tile; where its groups have too many registers for the device,
   * with one of those that are usual.
   */
  static Kernel named(Session s, Products.Job job, NamedTile named) {
    ProductKernel k = new ProductKernel(s, job, named);
    boolean fits =
        named.tile().items() == 1
            || s.workGroupSize(k.product, named.tile().kernel()) >= named.tile().items();
    boolean half = named.tile() instanceof LocalTile t && t.half();
    return fits ? kernel(k) : inLocalMemory(s, job, half);
  }

  /**
   * Makes the kernel with tiles in local memory: the largest whose kernel the device's groups and
   * registers take.
   */
  static Kernel inLocalMemory(Session s, Products.Job job) {
    return inLocalMemory(s, job, false);
  }

  /** Makes the same with factors that are rounded to 16 bits. */
  static Kernel inHalf(Session s, Products.Job job) {
    return inLocalMemory(s, job, true);
  }

  private static Kernel inLocalMemory(Session s, Products.Job job, boolean half) {
    List<LocalTile> ladder = LocalTile.ladder(job.product(), s.device(), half);
    for (LocalTile tile : ladder) {
      boolean last = tile == ladder.get(ladder.size() - 1);
      ProductKernel k = new ProductKernel(s, job, new NamedTile(tile, 0));
      if (last || s.workGroupSize(k.product, tile.kernel()) >= tile.items()) {
        return kernel(k);
      }
    }
    throw new IllegalStateException("A ladder has at least one tile.");
  }

  private static Kernel kernel(ProductKernel k) {
    return new LaunchKernel(
        k.explain(), k.paddedBytes() + k.packedBytes() + k.partsBytes(), k::launches);
  }

  private String explain() {
    return tile.family()
        + (tile instanceof LocalTile t && t.half() ? " float16 " : " ")
        + tile.rows()
        + "x"
        + tile.columns()
        + (p.columns() ? " columns" : p.reversed() ? " reversed" : " rows")
        + (padded ? " padded" : p.hasBorder() ? " checked" : "")
        + (packed ? " packed" : "")
        + (parts > 1 ? " split " + parts : "");
  }

  private long tiles() {
    return tiles(p, tile);
  }

  private static long tiles(Product p, ProductTile tile) {
    return (p.m() + tile.rows() - 1) / tile.rows();
  }

  private int panels() {
    return panels(p, tile);
  }

  private static int panels(Product p, ProductTile tile) {
    return (p.n() + tile.columns() - 1) / tile.columns();
  }

  /**
   * Returns the phases of an input gradient, or into how many parts k is split: by the shape and
   * the tile's name alone.
   */
  static int parts(Product p, NamedTile named) {
    if (!p.columns()) {
      return p.stepDown() * p.stepRight();
    }
    ProductTile tile = named.tile();
    long whole = tiles(p, tile) * panels(p, tile) * p.groups();
    long busy = (tile.enoughTiles() + whole - 1) / whole;
    long wanted = named.split() > 0 ? named.split() : Math.max(busy, near(p, tile));
    return (int) Math.max(1, Math.min(wanted, (long) p.pictures() * p.rows()));
  }

  /**
   * Returns how many parts let all tiles of a part read the right operand while it is near, unless
   * it takes longer to add up so many.
   */
  private static long near(Product p, ProductTile tile) {
    long parts = tile.loops() ? (rightBytes(p, tile) + NEAR_BYTES - 1) / NEAR_BYTES : 1;
    return Math.min(parts, Math.max(1, MOST_PARTS_BYTES / (4 * p.m() * p.n() * p.groups())));
  }

  private static long rightBytes(Product p, ProductTile tile) {
    return 4 * p.k() * panels(p, tile) * tile.columns();
  }

  private int tilesPerItem() {
    long items = tiles() * panels() * p.groups() * parts;
    double work = 2.0 * tile.rows() * tile.columns() * p.k() / (p.columns() ? parts : 1);
    long most = Math.max(1, items / (16L * session.device().computeUnits()));
    long worth = (long) Math.ceil(ENOUGH_WORK / work);
    return (int) Math.max(1, Math.min(most, Math.max(worth, nearTiles(most))));
  }

  /** Returns how many tiles should follow each other for what they share to stay near. */
  private long nearTiles(long most) {
    if (p.columns()) {
      // A block of the right operand is read once for all of them.
      return p.k() / parts > tile.pixelsOfBlock() ? most : 1;
    }
    // Their rows of the left operand are read once for all panels; where rows are long, there are
    // twice as many as a panel has columns, which are read again for each such block.
    return Math.max(2L * tile.columns(), NEAR_ROWS_BYTES / (4 * p.k())) / tile.rows();
  }

  private boolean split() {
    return p.columns() && parts > 1;
  }

  private int paddedRows() {
    return p.inRows() + p.before(true) + p.after(true);
  }

  private int paddedCols() {
    return p.inCols() + p.before(false) + p.after(false);
  }

  private int totalChannels() {
    return p.channels() * p.groups();
  }

  private long paddedBytes() {
    return padded
        ? Scratch.round(4L * p.pictures() * paddedRows() * paddedCols() * totalChannels())
        : 0;
  }

  private long packedBytes() {
    return packed ? Scratch.round(4L * p.groups() * panels() * p.k() * tile.columns()) : 0;
  }

  private long partsBytes() {
    return split() ? Scratch.round(4L * parts * p.m() * p.n() * p.groups()) : 0;
  }

  private void launches(List<Slice> in, List<Slice> out, Slice scratch, List<Invocation> launches) {
    Slice picture = in.get(0);
    Slice right = in.get(1);
    Slice target = out.get(0);
    if (padded) {
      Slice border = scratch.part(0, paddedBytes());
      launches.add(pad(picture, border));
      picture = border;
    }
    if (packed) {
      Slice panels = scratch.part(paddedBytes(), packedBytes());
      launches.add(pack(right, panels));
      right = panels;
    }
    if (split()) {
      target = scratch.part(paddedBytes() + packedBytes(), partsBytes());
    }
    Slice bias = epilogue.bias() ? in.get(2) : target;
    Slice kept = epilogue.keep() ? out.get(1) : target;
    launches.add(multiply(picture, right, bias, target, kept));
    if (split()) {
      launches.add(sum(target, out.get(0)));
    }
  }

  private Invocation pad(Slice from, Slice to) {
    int row = p.inCols() * totalChannels();
    int paddedRow = paddedCols() * totalChannels();
    int lines = p.pictures() * paddedRows();
    int perItem = Math.max(1, ENOUGH_FLOATS / paddedRow);
    return session
        .launch(prepare, "gemm_pad")
        .slice(to)
        .slice(from)
        .i32(lines)
        .i32(p.inRows())
        .i32(row)
        .i32(paddedRows())
        .i32(paddedRow)
        .i32(p.before(true))
        .i32(p.before(false) * totalChannels())
        .i32(perItem)
        .groups(new long[] {(lines + perItem - 1) / perItem}, new int[] {1});
  }

  private Invocation pack(Slice from, Slice to) {
    int group = prepare.get("WORK_GROUP");
    Product.Right r = p.right();
    return session
        .launch(prepare, "gemm_pack")
        .slice(to)
        .slice(from)
        .i32(r.start())
        .i32((int) p.k())
        .i32(p.n())
        .i32(r.inner())
        .i32(r.outer())
        .i32(r.row())
        .i32(r.column())
        .i32(r.group())
        .i32(panels())
        .groups(
            new long[] {(p.k() + group - 1) / group, (long) p.groups() * panels()},
            new int[] {group, 1});
  }

  private Invocation multiply(Slice picture, Slice right, Slice bias, Slice to, Slice kept) {
    int ldc = epilogue.rowLength() == 0 ? p.n() * p.groups() : epilogue.rowLength();
    long panel = packed ? p.k() * tile.columns() : tile.columns();
    long items = (tiles() + tilesPerItem - 1) / tilesPerItem;
    return session
        .launch(product, tile.kernel())
        .slice(to)
        .slice(kept)
        .slice(picture)
        .slice(right)
        .slice(bias)
        .i32x8(
            new int[] {
              p.pictures(), p.rows(), p.cols(), p.stepDown(), p.stepRight(), ldc, p.n(), parts
            })
        .i32x8(
            new int[] {
              padded ? paddedRows() : p.inRows(),
              padded ? paddedCols() : p.inCols(),
              totalChannels(),
              p.channels(),
              p.inStepDown(),
              p.inStepRight(),
              padded ? p.before(true) : 0,
              padded ? p.before(false) : 0
            })
        .i32x8(
            new int[] {
              p.tapsDown(),
              p.tapsRight(),
              p.dilationDown(),
              p.dilationRight(),
              p.top(),
              p.left(),
              p.channels(),
              p.n()
            })
        .u64(packed ? panel * panels() : p.right().group())
        .u64(panel)
        .i32(packed ? tile.columns() : p.right().row())
        .i32(tilesPerItem)
        .i32(Math.max(1, tile.pixelsOfBlock() / p.cols()))
        .i32(Math.min(p.cols(), tile.pixelsOfBlock()))
        .groups(
            new long[] {panels(), items, (long) p.groups() * parts},
            new int[] {tile.items(), 1, 1});
  }

  private Invocation sum(Slice from, Slice to) {
    int group = prepare.get("WORK_GROUP");
    int n = (int) (to.bytes() / 4);
    return session
        .launch(prepare, "gemm_sum")
        .slice(to)
        .slice(from)
        .i32(n)
        .i32(parts)
        .over(n, group);
  }
}
