package dev.imbrex.cpu.kernel;

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
import dev.imbrex.spi.support.Implementations;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelFactory;
import dev.imbrex.spi.support.KernelSequence;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.spi.support.MinimalFiltering;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** The table of all kernels: which op is run by which. None of them takes F64. */
public final class CpuKernels {
  /** A convolution where each channel has filters of its own. */
  private static final String DEPTHWISE = "depthwise";

  /** A convolution with fewer filters than would fill vectors. */
  private static final String FEW_FILTERS = "few-filters";

  /** A convolution by 3 x 3 filters of many channels. */
  private static final String WINOGRAD = "winograd";

  /** A product whose first matrix has few rows. */
  private static final String FEW_ROWS = "few-rows";

  /** Any convolution or product. */
  private static final String PRODUCT = "product";

  private CpuKernels() {}

  /** A kernel's constructor that also wants the machine. */
  private interface Factory<T extends Op> {
    Kernel create(Machine machine, T op, List<TensorType> in, List<TensorType> out);
  }

  /** Returns the table for a machine. */
  public static KernelTable table(Machine m) {
    KernelTable t = new KernelTable();
    products(t, m);
    put(t, m, MaxPool2d.class, Pooling::max);
    put(t, m, MaxPool2dGrad.class, Pooling::maxGradient);
    put(t, m, AvgPool2d.class, Pooling::average);
    put(t, m, AvgPool2dGrad.class, Pooling::averageGradient);
    put(t, m, Unary.class, Elementwise::unary);
    put(t, m, Binary.class, Elementwise::binary);
    put(t, m, Compare.class, Elementwise::compare);
    put(t, m, Select.class, Elementwise::select);
    put(t, m, Cast.class, Elementwise::cast);
    put(t, m, Reduce.class, Reductions::reduce);
    put(t, m, ArgReduce.class, Reductions::argReduce);
    put(t, m, Broadcast.class, Movement::broadcast);
    put(t, m, Reshape.class, Movement::reshape);
    put(t, m, Transpose.class, Movement::transpose);
    put(t, m, Pad.class, Movement::pad);
    put(t, m, Crop.class, Movement::crop);
    put(t, m, Concat.class, Movement::concat);
    put(t, m, Constant.class, Sources::constant);
    put(t, m, Iota.class, Sources::iota);
    put(t, m, RandomBits.class, Sources::randomBits);
    composites(t, m);
    return t;
  }

  private static void products(KernelTable t, Machine m) {
    put(
        t,
        Conv2d.class,
        new Implementations<Conv2d>()
            .add(
                DEPTHWISE,
                (op, in) -> isDepthwise(op.groups(), in.get(0), output(op, in)),
                (op, in, out) -> Depthwise.forward(m, op, in, out))
            .add(
                FEW_FILTERS,
                (op, in) -> FewFilters.fits(m, op.window(), op.groups(), output(op, in).shape()),
                (op, in, out) -> FewFilters.forward(m, op, in, out))
            .add(
                WINOGRAD,
                MinimalFiltering::allowed,
                (op, in, out) -> Winograd.forward(m, op, in, out))
            .add(PRODUCT, (op, in, out) -> Sliding.forward(m, op, in, out)));
    put(
        t,
        ConvBiasActivation.class,
        new Implementations<ConvBiasActivation>()
            .add(
                DEPTHWISE,
                (op, in) -> isDepthwise(op.groups(), in.get(0), output(op, in)),
                (op, in, out) -> Depthwise.fused(m, op, in, out))
            .add(
                FEW_FILTERS,
                (op, in) -> FewFilters.fits(m, op.window(), op.groups(), output(op, in).shape()),
                (op, in, out) -> FewFilters.fused(m, op, in, out))
            .add(
                WINOGRAD,
                MinimalFiltering::allowed,
                (op, in, out) -> Winograd.fused(m, op, in, out))
            .add(PRODUCT, (op, in, out) -> Sliding.fused(m, op, in, out)));
    put(
        t,
        Conv2dInputGrad.class,
        new Implementations<Conv2dInputGrad>()
            .add(
                DEPTHWISE,
                (op, in) -> isDepthwise(op.groups(), output(op, in), in.get(0)),
                (op, in, out) -> Depthwise.inputGradient(m, op, in, out))
            .add(
                FEW_FILTERS,
                (op, in) -> FewFilters.fits(m, op.window(), op.groups(), output(op, in).shape()),
                (op, in, out) -> FewFilters.inputGradient(m, op, in, out))
            .add(
                WINOGRAD,
                MinimalFiltering::allowed,
                (op, in, out) -> Winograd.inputGradient(m, op, in, out))
            .add(
                "phases",
                (op, in) -> StridedInputGradient.fits(op.window()),
                (op, in, out) -> new StridedInputGradient(m, op, in, out))
            .add(PRODUCT, (op, in, out) -> Sliding.inputGradient(m, op, in, out)));
    put(
        t,
        Conv2dFilterGrad.class,
        new Implementations<Conv2dFilterGrad>()
            .add(
                DEPTHWISE,
                (op, in) -> isDepthwise(op.groups(), in.get(0), in.get(1)),
                (op, in, out) -> new DepthwiseFilterGradient(m, op, in))
            .add(
                WINOGRAD,
                MinimalFiltering::allowed,
                (op, in, out) -> new WinogradFilterGradient(m, op, in))
            .add(PRODUCT, (op, in, out) -> new FilterGradient(m, op, in)));
    t.put(
        ConvBiasActivationConcat.class,
        // A convolution by channels has kernels of its own, which write all of their result.
        (op, in) -> op.branches().stream().allMatch(b -> b.groups() == 1) && withoutF64(op, in),
        (op, in, out) ->
            KernelSequence.ofBranches(
                op,
                in,
                out.get(0),
                (i, conv, types, result, channels) ->
                    Sliding.fused(m, conv, types, List.of(result), channels)));
    put(
        t,
        MatMul.class,
        new Implementations<MatMul>()
            .add(
                FEW_ROWS,
                (op, in) -> FewRows.fits(op.transposeA(), op.transposeB(), in.get(0)),
                (op, in, out) -> FewRows.plain(m, op, in, out))
            .add(PRODUCT, (op, in, out) -> MatrixProduct.plain(m, op, in, out)));
    put(
        t,
        MatMulBiasActivation.class,
        new Implementations<MatMulBiasActivation>()
            .add(
                FEW_ROWS,
                (op, in) -> FewRows.fits(op.transposeA(), op.transposeB(), in.get(0)),
                (op, in, out) -> FewRows.fused(m, op, in, out))
            .add(PRODUCT, (op, in, out) -> MatrixProduct.fused(m, op, in, out)));
  }

  private static TensorType output(Op op, List<TensorType> in) {
    return op.infer(in).get(0);
  }

  private static boolean isDepthwise(int groups, TensorType x, TensorType y) {
    return Depthwise.fits(groups, x.shape().dim(3), y.shape().dim(3));
  }

  private static void composites(KernelTable t, Machine m) {
    put(t, m, Activation.class, Activations::forward);
    put(t, m, ActivationGrad.class, Activations::gradient);
    put(t, m, BiasAdd.class, Activations::biasAdd);
    put(t, m, Dropout.class, Activations::dropout);
    put(t, m, Softmax.class, Losses::softmax);
    put(t, m, LogSoftmax.class, Losses::logSoftmax);
    put(t, m, SparseSoftmaxCrossEntropy.class, Losses::sparse);
    put(t, m, SparseSoftmaxCrossEntropyGrad.class, Losses::sparseGradient);
    put(t, m, SoftmaxCrossEntropy.class, Losses::dense);
    put(t, m, SoftmaxCrossEntropyGrad.class, Losses::denseGradient);
    put(t, m, SigmoidCrossEntropy.class, Losses::sigmoid);
    put(t, m, BatchNormTraining.class, BatchNorms::training);
    put(t, m, BatchNormTrainingGrad.class, BatchNorms::gradient);
    put(t, m, BatchNormInference.class, BatchNorms::inference);
    put(t, m, SgdUpdate.class, Updates::sgd);
    put(t, m, AdagradUpdate.class, Updates::adagrad);
    put(t, m, RmspropUpdate.class, Updates::rmsprop);
    put(t, m, AdamUpdate.class, Updates::adam);
  }

  private static <T extends Op> void put(
      KernelTable t, Machine m, Class<T> op, Factory<T> factory) {
    put(t, op, (o, in, out) -> factory.create(m, o, in, out));
  }

  private static <T extends Op> void put(KernelTable t, Class<T> op, KernelFactory<T> kernels) {
    t.put(op, (o, in) -> withoutF64(o, in), kernels);
  }

  private static boolean withoutF64(Op op, List<TensorType> in) {
    return in.stream().noneMatch(x -> x.dtype() == DType.F64)
        && op.infer(in).stream().noneMatch(x -> x.dtype() == DType.F64);
  }
}
