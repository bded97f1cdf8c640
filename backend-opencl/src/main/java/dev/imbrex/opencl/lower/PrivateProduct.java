package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import java.util.List;
import java.util.Map;

/**
 * A {@link Product} through tiles in registers: the right operand packed into panels, the picture
 * padded with zeros where that pays, the product, and the sum of its parts where k was split.
 */
final class PrivateProduct {
  /**
   * Below so many channels a select per tap costs more than a copy of the picture with a border.
   */
  private static final int FEW_CHANNELS = 16;

  /** So many tiles should a product have; else k is split where that can be done. */
  private static final int ENOUGH_TILES = 64;

  /** So many floating-point operations should a work-item have, against the cost of starting it. */
  private static final double ENOUGH_WORK = 400_000;

  private final Session session;
  private final Product p;
  private final PrivateTile tile;
  private final boolean padded;
  private final boolean checked;
  private final boolean packed;
  private final int parts;
  private final int tilesPerItem;
  private final Built product;
  private final Built prepare;
  private final Epilogue epilogue;

  private PrivateProduct(Session session, Product p, Epilogue epilogue) {
    this.session = session;
    this.p = p;
    this.epilogue = epilogue;
    this.tile = PrivateTile.of(p.n(), session.device().vectorWidth());
    boolean border = p.before(true) + p.after(true) + p.before(false) + p.after(false) > 0;
    this.padded =
        border && (p.columns() ? p.channels() % tile.mr() != 0 : p.channels() < FEW_CHANNELS);
    this.checked = border && !padded;
    this.packed = p.right().column() != 1 || p.right().outer() != 0 || p.n() != tile.columns();
    this.parts = parts();
    this.tilesPerItem = tilesPerItem();
    KernelChoice choice =
        Families.family("gemm_private")
            .choose(
                Map.of(
                    "MODE", p.columns() ? 1 : 0,
                    "REVERSED", p.reversed() ? 1 : 0,
                    "CHECKED", checked ? 1 : 0,
                    "MR", tile.mr(),
                    "VEC", tile.vec(),
                    "NV", tile.nv(),
                    "BIAS", epilogue.bias() ? 1 : 0,
                    "KEEP", epilogue.keep() ? 1 : 0,
                    "ACTIVATE", epilogue.activates() ? 1 : 0));
    String real = tile.vec() == 1 ? "float" : "float" + tile.vec();
    this.product = session.program(choice, epilogue.source(real));
    this.prepare =
        session.program(
            Families.family("gemm_prepare")
                .choose(
                    Map.of(
                        "PANEL", tile.columns(),
                        "WORK_GROUP", session.device().traits().workGroup())));
  }

  /** Makes the kernel: inputs are the picture, the right operand and, if asked, the bias. */
  static Kernel of(Session session, Product p, Epilogue epilogue) {
    PrivateProduct k = new PrivateProduct(session, p, epilogue);
    return new LaunchKernel(
        k.explain(), k.paddedBytes() + k.packedBytes() + k.partsBytes(), k::launches);
  }

  private String explain() {
    return "gemm_private "
        + tile.mr()
        + "x"
        + tile.columns()
        + (p.columns() ? " columns" : p.reversed() ? " reversed" : " rows")
        + (padded ? " padded" : checked ? " checked" : "")
        + (packed ? " packed" : "")
        + (parts() > 1 ? " split " + parts() : "");
  }

  private long tiles() {
    return (p.m() + tile.mr() - 1) / tile.mr();
  }

  private int panels() {
    return (p.n() + tile.columns() - 1) / tile.columns();
  }

  /** Phases of an input gradient, or into how many parts k is split: by the shape alone. */
  private int parts() {
    if (!p.columns()) {
      return p.stepDown() * p.stepRight();
    }
    long whole = tiles() * panels() * p.groups();
    long wanted = (ENOUGH_TILES + whole - 1) / whole;
    return (int) Math.max(1, Math.min(wanted, (long) p.pictures() * p.rows()));
  }

  private int tilesPerItem() {
    long items = tiles() * panels() * p.groups() * parts();
    double work = 2.0 * tile.mr() * tile.columns() * p.k() / (p.columns() ? parts() : 1);
    long most = Math.max(1, items / (16L * session.device().computeUnits()));
    return (int) Math.max(1, Math.min(most, (long) Math.ceil(ENOUGH_WORK / work)));
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
    int group = prepare.get("WORK_GROUP");
    int row = p.inCols() * totalChannels();
    int paddedRow = paddedCols() * totalChannels();
    return session
        .launch(prepare, "gemm_pad")
        .slice(to)
        .slice(from)
        .i32(p.inRows())
        .i32(row)
        .i32(paddedRows())
        .i32(paddedRow)
        .i32(p.before(true))
        .i32(p.before(false) * totalChannels())
        .groups(
            new long[] {(paddedRow + group - 1) / group, (long) p.pictures() * paddedRows()},
            new int[] {group, 1});
  }

  private Invocation pack(Slice from, Slice to) {
    int group = prepare.get("WORK_GROUP");
    Product.Right r = p.right();
    return session
        .launch(prepare, "gemm_pack")
        .slice(to)
        .slice(from)
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
    int ldc = p.n() * p.groups();
    long panel = packed ? p.k() * tile.columns() : tile.columns();
    long items = (tiles() + tilesPerItem - 1) / tilesPerItem;
    return session
        .launch(product, "gemm_private_f32")
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
              p.tapsDown(), p.tapsRight(), p.dilationDown(), p.dilationRight(), p.top(), p.left()
            })
        .u64(packed ? panel * panels() : p.right().group())
        .u64(panel)
        .i32(packed ? tile.columns() : p.right().row())
        .i32(tilesPerItem)
        .groups(new long[] {panels(), items, (long) p.groups() * parts}, new int[] {1, 1, 1});
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
