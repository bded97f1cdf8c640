package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.kernels.MatrixEngine;
import dev.imbrex.opencl.device.ClDevice;
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
 * A {@link Product} on a matrix engine: plain products only, which are those of dense layers with
 * their gradients, and convolutions by one pixel with stride 1.
 */
final class MatrixProduct {
  private static final String KERNEL = "gemm_matrix_f32";

  /** Rows and columns of a tile, where a product has enough of them for all of the device. */
  private static final int LARGE = 64;

  /** Products that are added up between two barriers. */
  private static final int DEPTH = 32;

  private static final int SUB_GROUPS = 2;

  private final Session session;
  private final Product p;
  private final Epilogue epilogue;
  private final MatrixEngine engine;
  private final Built program;

  private MatrixProduct(
      Session session, Products.Job job, MatrixEngine engine, boolean large, String emulation) {
    this.session = session;
    this.p = job.product();
    this.epilogue = job.epilogue();
    this.engine = engine;
    this.program =
        session.program(
            choice(engine, epilogue, large), emulation + "\n" + epilogue.source("float"));
  }

  /** Returns whether a product is one that this can do. */
  static boolean fits(Product p) {
    boolean oneRow = p.pictures() == 1 && p.rows() == 1 && p.inRows() == 1;
    boolean oneTap = p.tapsDown() == 1 && p.tapsRight() == 1 && !p.reversed() && p.groups() == 1;
    boolean inPlace = p.inStepRight() == 1 && p.top() == 0 && p.left() == 0;
    boolean evenly = p.right().start() == 0 && p.right().inner() >= p.k();
    return oneRow && oneTap && inPlace && evenly && p.cols() == p.inCols();
  }

  /** Makes the kernel of a job that {@link #fits} on an engine that the device has. */
  static Kernel of(Session s, Products.Job job, MatrixEngine engine) {
    return of(s, job, engine, "");
  }

  /**
   * Makes the kernel of a job.
   *
   * @param emulation what stands in for the engine on a device without it, for tests; or nothing
   */
  static Kernel of(Session s, Products.Job job, MatrixEngine engine, String emulation) {
    boolean large = isLarge(job.product(), s.device()) && isTaken(s, engine, true, emulation);
    MatrixProduct m = new MatrixProduct(s, job, engine, large, emulation);
    return new LaunchKernel(m.explain(), 0, m::launches);
  }

  /**
   * Returns whether the device takes tiles of a size: whether groups and local memory are large
   * enough for them, and registers for the kernel.
   *
   * @throws dev.imbrex.spi.BackendUnavailableException if the engine's kernel can not be built
   */
  static boolean isTaken(Session s, MatrixEngine engine, boolean large, String emulation) {
    KernelChoice c = choice(engine, Epilogue.NONE, large);
    ClDevice d = s.device();
    return c.needs().refusal(d.workGroupSize(), d.localBytes()).isEmpty()
        && s.workGroupSize(s.program(c, emulation + "\n"), KERNEL) >= c.needs().workGroupSize();
  }

  /** Returns whether a product has large tiles enough for all of a device. */
  static boolean isLarge(Product p, ClDevice d) {
    long tiles = tiles(p.m(), LARGE) * tiles(p.n(), LARGE);
    return p.m() > LARGE / 2 && p.n() > LARGE / 2 && tiles >= 2L * d.computeUnits();
  }

  private static KernelChoice choice(MatrixEngine e, Epilogue epilogue, boolean large) {
    Map<String, Integer> values = new HashMap<>();
    values.put("ENGINE", e.number());
    values.put("SUB_M", SUB_GROUPS);
    values.put("SUB_N", SUB_GROUPS);
    values.put("FRAG_M", large ? LARGE / (SUB_GROUPS * e.rows()) : 1);
    values.put("FRAG_N", large ? LARGE / (SUB_GROUPS * e.columns()) : 1);
    values.put("STEPS", Math.min(4, DEPTH / e.depth()));
    values.put("BIAS", epilogue.bias() ? 1 : 0);
    values.put("KEEP", epilogue.keep() ? 1 : 0);
    values.put("ACTIVATE", epilogue.activates() ? 1 : 0);
    return Families.family("gemm_matrix").choose(values);
  }

  private static long tiles(long extent, int tile) {
    return (extent + tile - 1) / tile;
  }

  private int rows() {
    return engine.rows() * program.get("FRAG_M") * program.get("SUB_M");
  }

  private int columns() {
    return engine.columns() * program.get("FRAG_N") * program.get("SUB_N");
  }

  private String explain() {
    return "gemm_matrix " + engine + " " + rows() + "x" + columns();
  }

  private void launches(List<Slice> in, List<Slice> out, Slice scratch, List<Invocation> launches) {
    Slice to = out.get(0);
    int m = (int) p.m();
    int k = (int) p.k();
    launches.add(
        session
            .launch(program, KERNEL)
            .slice(to)
            .slice(epilogue.keep() ? out.get(1) : to)
            .slice(in.get(0))
            .slice(in.get(1))
            .slice(epilogue.bias() ? in.get(2) : to)
            .i32(m)
            .i32(p.n())
            .i32(k)
            .i32(p.columns() ? 1 : k)
            .i32(p.columns() ? m : 1)
            .i32(p.right().row())
            .i32(p.right().column())
            .i32(epilogue.rowOf(p.n()))
            .groups(
                new long[] {tiles(p.n(), columns()), tiles(m, rows())},
                new int[] {program.choice().needs().workGroupSize(), 1}));
  }
}
