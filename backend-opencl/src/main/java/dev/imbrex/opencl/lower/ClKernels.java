package dev.imbrex.opencl.lower;

import dev.imbrex.op.ArgReduce;
import dev.imbrex.op.AvgPool2d;
import dev.imbrex.op.AvgPool2dGrad;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Broadcast;
import dev.imbrex.op.Cast;
import dev.imbrex.op.Compare;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Constant;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Crop;
import dev.imbrex.op.Iota;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.MaxPool2dGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Pad;
import dev.imbrex.op.RandomBits;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Select;
import dev.imbrex.op.Transpose;
import dev.imbrex.op.Unary;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationGrad;
import dev.imbrex.op.composite.AdagradUpdate;
import dev.imbrex.op.composite.AdamUpdate;
import dev.imbrex.op.composite.BatchNormActivation;
import dev.imbrex.op.composite.BatchNormInference;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.op.composite.BatchNormTrainingGrad;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.op.composite.Dropout;
import dev.imbrex.op.composite.LogSoftmax;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.op.composite.RmspropUpdate;
import dev.imbrex.op.composite.SgdUpdate;
import dev.imbrex.op.composite.SigmoidCrossEntropy;
import dev.imbrex.op.composite.Softmax;
import dev.imbrex.op.composite.SoftmaxCrossEntropy;
import dev.imbrex.op.composite.SoftmaxCrossEntropyGrad;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropyGrad;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.support.Implementations;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelFactory;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.spi.support.MinimalFiltering;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.ToIntFunction;

/** The table of all kernels: which op is run by which. None of them takes F64. */
public final class ClKernels {
  static final String DEPTHWISE = "depthwise";
  static final String WINOGRAD = "winograd";

  /**
   * With tiles of 4 x 4, which lose digits: there only where {@link Winograd#TILES} asks for it.
   */
  private static final String WINOGRAD_4X4 = "winograd-4x4";

  private ClKernels() {}

  /** Makes the kernel of an op on a device. */
  private interface Factory<T extends Op> {
    Kernel create(Session session, T op, List<TensorType> in, List<TensorType> out);
  }

  /** Makes the kernel of a convolution by Winograd's algorithm with tiles of a size. */
  private interface Minimal<T extends Op> {
    Kernel create(Session session, int size, T op, List<TensorType> in, List<TensorType> out);
  }

  /** Returns the table for an open device. */
  public static KernelTable table(Session s) {
    KernelTable t = new KernelTable();
    MatrixEngines engines = new MatrixEngines(s);
    elementwise(t, s, Unary.class);
    elementwise(t, s, Binary.class);
    elementwise(t, s, Compare.class);
    elementwise(t, s, Select.class);
    elementwise(t, s, Cast.class);
    elementwise(t, s, Activation.class);
    elementwise(t, s, ActivationGrad.class);
    elementwise(t, s, BiasAdd.class);
    elementwise(t, s, SigmoidCrossEntropy.class);
    elementwise(t, s, SgdUpdate.class);
    elementwise(t, s, AdagradUpdate.class);
    elementwise(t, s, RmspropUpdate.class);
    elementwise(t, s, AdamUpdate.class);
    product(t, s, engines, MatMul.class, Products::matMul);
    product(t, s, engines, MatMulBiasActivation.class, Products::matMul);
    convolutions(t, s, engines);
    others(t, s);
    return t;
  }

  /**
   * Where every channel has filters of its own there are kernels for that; all else are products.
   */
  private static void convolutions(KernelTable t, Session s, MatrixEngines engines) {
    convolution(
        t,
        s,
        engines,
        Conv2d.class,
        Conv2d::groups,
        Depthwise::forward,
        Winograd::forward,
        Products::convolution);
    convolution(
        t,
        s,
        engines,
        ConvBiasActivation.class,
        ConvBiasActivation::groups,
        Depthwise::forward,
        Winograd::forward,
        Products::convolution);
    t.put(ConvBiasActivationConcat.class, Branches.ways(s, ClKernels::withoutF64));
    convolution(
        t,
        s,
        engines,
        Conv2dInputGrad.class,
        Conv2dInputGrad::groups,
        Depthwise::inputGradient,
        Winograd::inputGradient,
        Products::inputGradient);
    convolution(
        t,
        s,
        engines,
        Conv2dFilterGrad.class,
        Conv2dFilterGrad::groups,
        Depthwise::filterGradient,
        WinogradFilterGradient::of,
        Products::filterGradient);
  }

  private static <T extends Op> void convolution(
      KernelTable t,
      Session s,
      MatrixEngines engines,
      Class<T> op,
      ToIntFunction<T> groups,
      Factory<T> depthwise,
      Minimal<T> winograd,
      Products.Lowering<T> product) {
    Implementations<T> ways = new Implementations<>();
    ways.add(
        DEPTHWISE,
        (o, in) -> withoutF64(o, in) && Depthwise.fits(groups.applyAsInt(o), channels(o, in)),
        (o, in, out) -> depthwise.create(s, o, in, out));
    if (Winograd.asked(System.getProperty(Winograd.TILES, "")) == 4) {
      ways.add(
          WINOGRAD_4X4,
          (o, in) -> withoutF64(o, in) && MinimalFiltering.allowed(o, in),
          (o, in) -> !Winograd.largeTilesPay(o, in),
          (o, in, out) -> winograd.create(s, 4, o, in, out));
    }
    ways.add(
        WINOGRAD,
        (o, in) -> withoutF64(o, in) && MinimalFiltering.allowed(o, in),
        (o, in) -> !Winograd.pays(s, o, in),
        (o, in, out) -> winograd.create(s, 2, o, in, out));
    t.put(op, products(s, engines, ways, product));
  }

  /**
   * Adds all ways to run a product: the two of tiles, and a matrix engine before or behind them.
   */
  private static <T extends Op> KernelFactory<T> products(
      Session s, MatrixEngines engines, Implementations<T> ways, Products.Lowering<T> lowering) {
    engines.addAsked(ways, ClKernels::withoutF64, lowering);
    Products.ways(s, ways, ClKernels::withoutF64, lowering);
    return engines.addExact(ways, ClKernels::withoutF64, lowering);
  }

  /** Returns how many channels the picture has that is convolved, or whose gradient is wanted. */
  private static int channels(Op op, List<TensorType> in) {
    return (op instanceof Conv2dInputGrad ? op.infer(in) : in).get(0).shape().dim(3);
  }

  /** Everything that neither computes element by element nor multiplies matrices. */
  private static void others(KernelTable t, Session s) {
    put(t, s, Constant.class, Sources::constant);
    put(t, s, Iota.class, Sources::iota);
    put(t, s, RandomBits.class, Sources::randomBits);
    put(t, s, Dropout.class, Sources::dropout);
    put(t, s, Reshape.class, Movement::reshape);
    put(t, s, Broadcast.class, Movement::broadcast);
    put(t, s, Transpose.class, Movement::transpose);
    put(t, s, Pad.class, Movement::pad);
    put(t, s, Crop.class, Movement::crop);
    put(t, s, Concat.class, Movement::concat);
    put(t, s, Reduce.class, Reductions::reduce);
    put(t, s, ArgReduce.class, Reductions::argReduce);
    ways(
        t,
        s,
        MaxPool2d.class,
        "disjoint",
        DisjointPooling::fits,
        DisjointPooling::max,
        Pooling::max);
    ways(
        t,
        s,
        MaxPool2dGrad.class,
        "disjoint",
        DisjointPooling::fits,
        DisjointPooling::maxGradient,
        Pooling::maxGradient);
    put(t, s, AvgPool2d.class, Pooling::average);
    put(t, s, AvgPool2dGrad.class, Pooling::averageGradient);
    put(t, s, Softmax.class, Losses::softmax);
    put(t, s, LogSoftmax.class, Losses::logSoftmax);
    put(t, s, SparseSoftmaxCrossEntropy.class, Losses::sparse);
    put(t, s, SparseSoftmaxCrossEntropyGrad.class, Losses::sparseGradient);
    put(t, s, SoftmaxCrossEntropy.class, Losses::dense);
    put(t, s, SoftmaxCrossEntropyGrad.class, Losses::denseGradient);
    put(t, s, BatchNormTraining.class, BatchNorms::training);
    put(t, s, BatchNormActivation.class, BatchNorms::activated);
    put(t, s, BatchNormTrainingGrad.class, BatchNorms::gradient);
    put(t, s, BatchNormInference.class, BatchNorms::inference);
  }

  private static <T extends Op> void elementwise(KernelTable t, Session s, Class<T> op) {
    put(t, s, op, Elementwise::fits, Elementwise::of);
  }

  /** Puts a special way, which is taken where it fits, and the general one. */
  private static <T extends Op> void ways(
      KernelTable t,
      Session s,
      Class<T> op,
      String name,
      BiPredicate<T, List<TensorType>> fits,
      Factory<T> special,
      Factory<T> general) {
    KernelFactory<T> first = (o, in, out) -> special.create(s, o, in, out);
    KernelFactory<T> second = (o, in, out) -> general.create(s, o, in, out);
    t.put(
        op,
        new Implementations<T>()
            .add(name, (o, in) -> withoutF64(o, in) && fits.test(o, in), first)
            .add("general", ClKernels::withoutF64, second));
  }

  private static <T extends Op> void product(
      KernelTable t, Session s, MatrixEngines engines, Class<T> op, Products.Lowering<T> lowering) {
    Implementations<T> ways = new Implementations<>();
    Gemv.add(s, ways, ClKernels::withoutF64, lowering);
    t.put(op, products(s, engines, ways, lowering));
  }

  private static <T extends Op> void put(
      KernelTable t, Session s, Class<T> op, Factory<T> factory) {
    put(t, s, op, (o, in) -> true, factory);
  }

  private static <T extends Op> void put(
      KernelTable t,
      Session s,
      Class<T> op,
      BiPredicate<T, List<TensorType>> condition,
      Factory<T> factory) {
    KernelFactory<T> kernels = (o, in, out) -> factory.create(s, o, in, out);
    t.put(op, (o, in) -> withoutF64(o, in) && condition.test(o, in), kernels);
  }

  private static boolean withoutF64(Op op, List<TensorType> in) {
    return in.stream().noneMatch(x -> x.dtype() == DType.F64)
        && op.infer(in).stream().noneMatch(x -> x.dtype() == DType.F64);
  }
}
