package dev.imbrex.bench.pytorch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import dev.imbrex.bench.KernelTask;
import dev.imbrex.bench.LayerShape;
import dev.imbrex.bench.peers.PeerSession;
import java.util.function.Supplier;

/** One convolution or product in PyTorch, whose operands stay with it, channels first. */
final class PytorchKernel implements PeerSession {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu());
  private final Supplier<NDArray> kernel;

  PytorchKernel(KernelTask task) {
    if (task instanceof KernelTask.MatrixProduct p) {
      NDArray a = operand(p.m(), p.k());
      NDArray b = operand(p.k(), p.n());
      kernel = () -> a.matMul(b);
      return;
    }
    KernelTask.Convolution c = (KernelTask.Convolution) task;
    if (c.direction() != KernelTask.Direction.FORWARD) {
      throw new UnsupportedOperationException(
          "DJL gives no gradient of a convolution by itself, so of PyTorch the forward ones are measured.");
    }
    LayerShape s = c.layer();
    NDArray x = operand(c.batch(), s.channels(), s.size(), s.size());
    NDArray f = operand(s.filters(), s.channels(), s.kernel(), s.kernel());
    Shape stride = new Shape(s.stride(), s.stride());
    int pad = s.padded() ? s.kernel() / 2 : 0;
    Shape padding = new Shape(pad, pad);
    Shape dilation = new Shape(1, 1);
    kernel = () -> Conv2d.conv2d(x, f, null, stride, padding, dilation).singletonOrThrow();
  }

  private NDArray operand(long... dims) {
    return manager.randomUniform(0, 1, new Shape(dims));
  }

  @Override
  public long size() {
    return 0;
  }

  @Override
  public void step() {
    kernel.get().close();
  }

  @Override
  public double figure() {
    return 0;
  }

  @Override
  public void close() {
    manager.close();
  }
}
