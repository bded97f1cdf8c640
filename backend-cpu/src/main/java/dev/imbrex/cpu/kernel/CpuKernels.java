package dev.imbrex.cpu.kernel;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelFactory;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** The table of all kernels: which op is run by which. None of them takes F64. */
public final class CpuKernels {
  private CpuKernels() {}

  /** A kernel's constructor that also wants the machine. */
  private interface Factory<T extends Op> {
    Kernel create(Machine machine, T op, List<TensorType> in, List<TensorType> out);
  }

  /** Returns the table for a machine. */
  public static KernelTable table(Machine m) {
    KernelTable t = new KernelTable();
    put(t, m, Conv2d.class, Sliding::forward);
    put(t, m, ConvBiasActivation.class, Sliding::fused);
    put(t, m, Conv2dInputGrad.class, Sliding::inputGradient);
    put(t, m, Conv2dFilterGrad.class, (a, op, in, out) -> new FilterGradient(a, op, in));
    put(t, m, MatMul.class, MatrixProduct::plain);
    put(t, m, MatMulBiasActivation.class, MatrixProduct::fused);
    return t;
  }

  private static <T extends Op> void put(
      KernelTable t, Machine m, Class<T> op, Factory<T> factory) {
    KernelFactory<T> kernels = (o, in, out) -> factory.create(m, o, in, out);
    t.put(op, (o, in) -> withoutF64(o, in), kernels);
  }

  private static boolean withoutF64(Op op, List<TensorType> in) {
    return in.stream().noneMatch(x -> x.dtype() == DType.F64)
        && op.infer(in).stream().noneMatch(x -> x.dtype() == DType.F64);
  }
}
