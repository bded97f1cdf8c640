package dev.imbrex.opencl.lower;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.support.Implementations;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelFactory;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** Convolutions, their gradients and matrix products as {@link Product}s. */
final class Products {
  /** The property that says which tiles go first, {@code local} or {@code registers}. */
  private static final String PREFERRED = "imbrex.opencl.tiles";

  private Products() {}

  /** A product and what is done to it before it is stored. */
  record Job(Product product, Epilogue epilogue) {}

  /** Turns an op into a job. */
  @FunctionalInterface
  interface Lowering<T extends Op> {
    Job lower(T op, List<TensorType> in, List<TensorType> out);
  }

  /**
   * Adds the two ways to run a kind of op: tiles in local memory and tiles in registers. What suits
   * the device goes first.
   */
  static <T extends Op> KernelFactory<T> ways(
      Session s,
      Implementations<T> ways,
      BiPredicate<T, List<TensorType>> condition,
      Lowering<T> lowering) {
    return order(s, ways, condition, alone(s, lowering));
  }

  /**
   * How tiles come into an op.
   *
   * @param products all that have the tile
   * @param kernel makes the kernel with the tiles of a maker
   */
  record Tiled<T extends Op>(
      BiFunction<T, List<TensorType>, List<Product>> products, Tiling<T> kernel) {
    /** Returns the way of one kind of tiles, of which some have names. */
    KernelFactory<T> way(Session s, Maker usual) {
      return new KernelFactory<T>() {
        @Override
        public Kernel create(T op, List<TensorType> in, List<TensorType> out) {
          return kernel.make(usual, op, in, out);
        }

        @Override
        public boolean offers(T op, List<TensorType> in, String name) {
          return products.apply(op, in).stream()
              .allMatch(p -> NamedTile.parse(name, p, s.device()).isPresent());
        }

        @Override
        public Kernel create(T op, List<TensorType> in, List<TensorType> out, String name) {
          return kernel.make((session, job) -> named(session, job, name), op, in, out);
        }
      };
    }
  }

  /** Makes the kernel of a job with the tiles of a name. */
  static Kernel named(Session s, Job job, String name) {
    return NamedTile.parse(name, job.product, s.device())
        .map(t -> ProductKernel.named(s, job, t))
        .orElseThrow(() -> new IllegalArgumentException("There are no tiles " + name + "."));
  }

  /** Makes the kernel of an op with the tiles of a maker. */
  @FunctionalInterface
  interface Tiling<T extends Op> {
    Kernel make(Maker maker, T op, List<TensorType> in, List<TensorType> out);
  }

  /** Makes the kernel of a job in one of the two ways. */
  @FunctionalInterface
  interface Maker {
    Kernel make(Session s, Job job);
  }

  /** Adds the two ways in the order that suits the device. */
  static <T extends Op> KernelFactory<T> order(
      Session s,
      Implementations<T> ways,
      BiPredicate<T, List<TensorType>> condition,
      Tiled<T> tiled) {
    KernelFactory<T> registers = tiled.way(s, ProductKernel::inRegisters);
    KernelFactory<T> local = tiled.way(s, ProductKernel::inLocalMemory);
    boolean both = LocalTile.fitsSome(s.device());
    boolean localFirst = localFirst(s);
    if (localFirst) {
      ways.add(NamedTile.LOCAL, condition, local);
    }
    ways.add(NamedTile.REGISTERS, condition, registers);
    if (both && !localFirst) {
      ways.add(NamedTile.LOCAL, condition, local);
    }
    return ways;
  }

  /** Adds the way by tiles in local memory whose factors are rounded to 16 bits. */
  static <T extends Op> Implementations<T> addHalf(
      Session s,
      Implementations<T> ways,
      BiPredicate<T, List<TensorType>> condition,
      Lowering<T> lowering) {
    return ways.add(NamedTile.FLOAT16, condition, alone(s, lowering).way(s, ProductKernel::inHalf));
  }

  private static <T extends Op> Tiled<T> alone(Session s, Lowering<T> lowering) {
    return new Tiled<>(
        (op, in) -> List.of(lowering.lower(op, in, op.infer(in)).product()),
        (maker, op, in, out) -> maker.make(s, lowering.lower(op, in, out)));
  }

  /** Returns whether tiles in local memory suit the device better than those in registers. */
  static boolean localFirst(Session s) {
    String asked = System.getProperty(PREFERRED, "");
    return LocalTile.fitsSome(s.device())
        && (asked.isEmpty() ? s.device().traits().localTiles() : asked.equals("local"));
  }

  /** Returns the product that an op is, if it is one alone. */
  static Optional<Product> of(Op op, List<TensorType> in) {
    List<TensorType> out = op.infer(in);
    if (op instanceof MatMul m) {
      return Optional.of(matMul(m, in, out).product);
    } else if (op instanceof MatMulBiasActivation m) {
      return Optional.of(matMul(m, in, out).product);
    } else if (op instanceof Conv2d c) {
      return Optional.of(convolution(c, in, out).product);
    } else if (op instanceof ConvBiasActivation c) {
      return Optional.of(convolution(c, in, out).product);
    } else if (op instanceof Conv2dInputGrad g) {
      return Optional.of(inputGradient(g, in, out).product);
    } else if (op instanceof Conv2dFilterGrad g) {
      return Optional.of(filterGradient(g, in, out).product);
    }
    return Optional.empty();
  }

  static Job matMul(MatMul op, List<TensorType> in, List<TensorType> out) {
    return new Job(plain(op.transposeA(), op.transposeB(), in), Epilogue.NONE);
  }

  static Job matMul(MatMulBiasActivation op, List<TensorType> in, List<TensorType> out) {
    return new Job(
        plain(op.transposeA(), op.transposeB(), in),
        new Epilogue(true, op.activation(), op.keepArgument()));
  }

  private static Product plain(boolean transposeA, boolean transposeB, List<TensorType> in) {
    Shape a = in.get(0).shape();
    Shape b = in.get(1).shape();
    int m = a.dim(transposeA ? 1 : 0);
    int k = a.dim(transposeA ? 0 : 1);
    int n = b.dim(transposeB ? 0 : 1);
    Product.Right right =
        transposeB
            ? new Product.Right(0, Integer.MAX_VALUE, 0, 1, k, 0)
            : Product.Right.rowMajor(n, 0);
    return Product.plain(m, n, k, transposeA, right);
  }

  static Job convolution(Conv2d op, List<TensorType> in, List<TensorType> out) {
    return new Job(
        forward(op.window(), op.groups(), in.get(0).shape(), out.get(0).shape()), Epilogue.NONE);
  }

  static Job convolution(ConvBiasActivation op, List<TensorType> in, List<TensorType> out) {
    return new Job(
        forward(op.window(), op.groups(), in.get(0).shape(), out.get(0).shape()),
        new Epilogue(true, op.activation(), op.keepArgument()));
  }

  private static Product forward(Window w, int groups, Shape x, Shape y) {
    WindowGeometry g = w.on(x.dim(1), x.dim(2));
    int channels = x.dim(3) / groups;
    int n = y.dim(3) / groups;
    if (w.spanH() == 1 && w.spanW() == 1 && isWhole(w, g) && groups == 1) {
      int pixels = x.dim(0) * x.dim(1) * x.dim(2);
      return Product.plain(pixels, n, channels, false, Product.Right.rowMajor(n, 0));
    }
    return new Product(
        false,
        false,
        groups,
        x.dim(0),
        g.outH(),
        g.outW(),
        1,
        1,
        n,
        x.dim(1),
        x.dim(2),
        channels,
        w.strideH(),
        w.strideW(),
        w.kernelH(),
        w.kernelW(),
        w.dilationH(),
        w.dilationW(),
        g.padTop(),
        g.padLeft(),
        Product.Right.rowMajor(y.dim(3), n));
  }

  /** Returns whether a window of one pixel sees every pixel once. */
  private static boolean isWhole(Window w, WindowGeometry g) {
    return w.strideH() == 1
        && w.strideW() == 1
        && g.padTop() + g.padBottom() + g.padLeft() + g.padRight() == 0;
  }

  static Job inputGradient(Conv2dInputGrad op, List<TensorType> in, List<TensorType> out) {
    Window w = op.window();
    Shape dy = in.get(0).shape();
    Shape f = in.get(1).shape();
    WindowGeometry g = w.on(op.inH(), op.inW());
    int dyChannels = dy.dim(3) / op.groups();
    int n = f.dim(2);
    int tap = n * dy.dim(3);
    boolean reversed = w.strideH() > 1 || w.strideW() > 1;
    // With stride 1 the gradient is a convolution by the filter with its taps in reverse order.
    int lastTap = reversed ? 0 : (w.kernelH() * w.kernelW() - 1) * tap;
    Product p =
        new Product(
            false,
            reversed,
            op.groups(),
            dy.dim(0),
            op.inH(),
            op.inW(),
            w.strideH(),
            w.strideW(),
            n,
            g.outH(),
            g.outW(),
            dyChannels,
            1,
            1,
            w.kernelH(),
            w.kernelW(),
            w.dilationH(),
            w.dilationW(),
            reversed ? g.padTop() : w.spanH() - 1 - g.padTop(),
            reversed ? g.padLeft() : w.spanW() - 1 - g.padLeft(),
            new Product.Right(
                lastTap, dyChannels, reversed ? tap : -tap, 1, dy.dim(3), dyChannels));
    return new Job(p, Epilogue.NONE);
  }

  static Job filterGradient(Conv2dFilterGrad op, List<TensorType> in, List<TensorType> out) {
    Window w = op.window();
    Shape x = in.get(0).shape();
    Shape dy = in.get(1).shape();
    WindowGeometry g = w.on(x.dim(1), x.dim(2));
    int n = dy.dim(3) / op.groups();
    Product p =
        new Product(
            true,
            false,
            op.groups(),
            x.dim(0),
            g.outH(),
            g.outW(),
            1,
            1,
            n,
            x.dim(1),
            x.dim(2),
            x.dim(3) / op.groups(),
            w.strideH(),
            w.strideW(),
            w.kernelH(),
            w.kernelW(),
            w.dilationH(),
            w.dilationW(),
            g.padTop(),
            g.padLeft(),
            Product.Right.rowMajor(dy.dim(3), n));
    return new Job(p, Epilogue.NONE);
  }
}
