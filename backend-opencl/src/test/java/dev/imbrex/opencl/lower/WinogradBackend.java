package dev.imbrex.opencl.lower;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Random;

/**
 * A device on which Winograd's algorithm convolves any number of channels, with tiles of 2 x 2 or 4
 * x 4, in chunks of any size.
 */
final class WinogradBackend extends SessionBackend {
  /** With tiles of 4 x 4 sums of small integers are not exact, but near. */
  private static final double NEAR = 0x1p-6;

  private final int size;

  /** Creates it for tiles of so many rows and columns, in chunks of about so many floats. */
  WinogradBackend(Session session, int size, long floats) {
    super(session, table(session, size, floats));
    this.size = size;
  }

  /** Creates it for what CPUs do in one pass. */
  WinogradBackend(Session session) {
    super(session, onePass(session));
    this.size = 2;
  }

  private static KernelTable onePass(Session s) {
    KernelTable t = new KernelTable();
    t.put(
        Conv2d.class,
        (op, in, out) -> Winograd.forwardInOnePass(s, op.window(), Epilogue.NONE, in, out));
    t.put(
        ConvBiasActivation.class,
        (op, in, out) ->
            Winograd.forwardInOnePass(
                s, op.window(), new Epilogue(true, op.activation(), op.keepArgument()), in, out));
    t.put(Conv2dInputGrad.class, (op, in, out) -> Winograd.inputGradientInOnePass(s, op, in, out));
    t.put(
        Conv2dFilterGrad.class, (op, in, out) -> WinogradFilterGradient.inOnePass(s, op, in, out));
    return t;
  }

  private static KernelTable table(Session s, int size, long floats) {
    KernelTable t = new KernelTable();
    t.put(
        Conv2d.class,
        (op, in, out) -> Winograd.forward(s, size, op.window(), Epilogue.NONE, in, out, floats));
    t.put(
        ConvBiasActivation.class,
        (op, in, out) ->
            Winograd.forward(
                s,
                size,
                op.window(),
                new Epilogue(true, op.activation(), op.keepArgument()),
                in,
                out,
                floats));
    t.put(
        Conv2dInputGrad.class,
        (op, in, out) -> Winograd.inputGradient(s, size, op, in, out, floats));
    t.put(
        Conv2dFilterGrad.class,
        (op, in, out) -> WinogradFilterGradient.of(s, size, op, in, out, floats));
    return t;
  }

  /**
   * Convolves small integers, forward and backward; throws where a result is not exact, or not near
   * with tiles of 4 x 4, or its bits are others when it is computed again, or memory is written
   * that is no result.
   *
   * @return what explains how it was done
   */
  List<String> requireRight(
      Random random, Padding padding, int batch, int h, int w, int channels, int outChannels) {
    Window window = new Window(3, 3, 1, 1, 1, 1, padding);
    HostTensor x = integers(random, TensorType.f32(batch, h, w, channels));
    HostTensor f = integers(random, TensorType.f32(3, 3, channels, outChannels));
    HostTensor bias = integers(random, TensorType.f32(outChannels));
    Op forward = new Conv2d(window, 1);
    TensorType y = forward.infer(List.of(x.type(), f.type())).get(0);
    HostTensor dy = integers(random, y);
    Activation relu = Activation.of(ActivationFn.RELU);
    double tolerance = size == 2 ? 0 : NEAR;
    return List.of(
        requireNear(tolerance, forward, x, f),
        requireNear(tolerance, new ConvBiasActivation(window, 1, relu, true), x, f, bias),
        requireNear(tolerance, new ConvBiasActivation(window, 1, relu, false), x, f, bias),
        requireNear(tolerance, new Conv2dInputGrad(window, 1, h, w), dy, f),
        requireNear(tolerance, new Conv2dFilterGrad(window, 1), x, dy));
  }
}
