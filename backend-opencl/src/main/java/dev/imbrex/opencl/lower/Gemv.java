package dev.imbrex.opencl.lower;

import dev.imbrex.op.Op;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Implementations;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelFactory;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * A plain {@link Product} of few rows, such as a dense layer's for one picture: the right operand
 * is read once and where it lies, in parts of k whose sums are added up where there are too few
 * columns for all of a device.
 */
final class Gemv {
  private final Session session;
  private final Product p;
  private final Epilogue epilogue;
  private final GemvTile tile;
  private final Built program;

  private Gemv(Session session, Products.Job job, GemvTile tile) {
    this.session = session;
    this.p = job.product();
    this.epilogue = job.epilogue();
    this.tile = tile;
    this.program =
        session.program(
            Families.family(GemvTile.GEMV).choose(tile.macros(p, epilogue)),
            epilogue.source("float"));
  }

  /** Adds this way, and its variants by name, for products of few rows. */
  static <T extends Op> void add(
      Session s,
      Implementations<T> ways,
      BiPredicate<T, List<TensorType>> condition,
      Products.Lowering<T> lowering) {
    ways.add(
        GemvTile.GEMV,
        (op, in) ->
            condition.test(op, in) && GemvTile.fits(job(lowering, op, in).product(), s.device()),
        (op, in) -> !GemvTile.pays(job(lowering, op, in).product(), s.device()),
        new KernelFactory<T>() {
          @Override
          public Kernel create(T op, List<TensorType> in, List<TensorType> out) {
            Products.Job job = lowering.lower(op, in, out);
            return of(s, job, GemvTile.of(job.product(), s.device()));
          }

          @Override
          public boolean offers(T op, List<TensorType> in, String name) {
            return GemvTile.parse(name, job(lowering, op, in).product(), s.device()).isPresent();
          }

          @Override
          public Kernel create(T op, List<TensorType> in, List<TensorType> out, String name) {
            Products.Job job = lowering.lower(op, in, out);
            return GemvTile.parse(name, job.product(), s.device())
                .map(t -> of(s, job, t))
                .orElseThrow(() -> new IllegalArgumentException("There is no " + name + "."));
          }
        });
  }

  private static <T extends Op> Products.Job job(
      Products.Lowering<T> lowering, T op, List<TensorType> in) {
    return lowering.lower(op, in, op.infer(in));
  }

  /** Makes the kernel of a job that {@link GemvTile#fits}, with smaller groups where it must. */
  static Kernel of(Session s, Products.Job job, GemvTile tile) {
    Gemv g = new Gemv(s, job, tile);
    if (tile.group() > 1 && s.workGroupSize(g.program, g.kernel()) < tile.group()) {
      return of(s, job, new GemvTile(tile.width(), tile.columns(), tile.group() / 2, tile.parts()));
    }
    return new LaunchKernel(g.explain(), g.partsBytes(), g::launches);
  }

  private String kernel() {
    return tile.kernel(p).text();
  }

  private String explain() {
    return kernel() + tile.text().substring(GemvTile.GEMV.length());
  }

  private boolean split() {
    return tile.count(p) > 1;
  }

  private long partsBytes() {
    return split() ? Scratch.round(4L * tile.count(p) * p.m() * p.n()) : 0;
  }

  private void launches(List<Slice> in, List<Slice> out, Slice scratch, List<Invocation> launches) {
    Slice c = out.get(0);
    Slice kept = epilogue.keep() ? out.get(1) : c;
    Slice bias = epilogue.bias() ? in.get(2) : c;
    Slice to = split() ? scratch.part(0, partsBytes()) : c;
    launches.add(multiply(in.get(0), in.get(1), bias, to, kept));
    if (split()) {
      launches.add(sum(to, bias, c, kept));
    }
  }

  private Invocation multiply(Slice a, Slice b, Slice bias, Slice to, Slice kept) {
    int m = (int) p.m();
    int k = (int) p.k();
    Launch.Builder launch =
        session
            .launch(program, kernel())
            .slice(to)
            .slice(kept)
            .slice(a)
            .slice(b)
            .slice(bias)
            .i32(m)
            .i32(p.n())
            .i32(k)
            .i32(p.columns() ? 1 : k)
            .i32(p.columns() ? m : 1)
            .i32(tile.height(p));
    if (tile.kernel(p) == GemvTile.Kernel.RUNS) {
      launch.i32(tile.run(p));
    }
    return launch.groups(
        new long[] {GemvTile.ceil(p.n(), tile.run(p)), tile.count(p)}, new int[] {tile.group(), 1});
  }

  private Invocation sum(Slice parts, Slice bias, Slice c, Slice kept) {
    int size = (int) p.m() * p.n();
    return session
        .launch(program, "gemv_sum")
        .slice(c)
        .slice(kept)
        .slice(parts)
        .slice(bias)
        .i32(size)
        .i32(p.n())
        .i32(tile.count(p))
        .over(GemvTile.ceil(size, tile.width()), tile.group());
  }
}
