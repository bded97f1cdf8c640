package dev.imbrex.bench.peers;

import dev.imbrex.backend.Backends;
import dev.imbrex.bench.Bound;
import dev.imbrex.op.MatMul;
import dev.imbrex.opencl.DeviceLimit;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Imbrex' matrix products on one device, or what that device can do at most. */
public final class GemmPeer {
  /** The task of who measures the device itself. */
  static final String LIMIT = "limit";

  /** What the sum of |a b| may be wrong by: rounding errors of thousands of products, no more. */
  static final double MOST_ERROR = 1e-5;

  /** So many elements of the result are computed once more in float64. */
  private static final int SAMPLES = 256;

  private GemmPeer() {}

  /** Serves as a process of its own; the task is a backend, a slash and a shape, or limit. */
  public static void main(String[] args) throws IOException {
    PeerProcess.serveTask(args, GemmPeer::open);
  }

  private static PeerSession open(String task) {
    int slash = task.lastIndexOf('/');
    String backend = task.substring(0, slash);
    String what = task.substring(slash + 1);
    return what.equals(LIMIT)
        ? new Most(Backends.select(backend))
        : new Products(backend, GemmShape.of(what));
  }

  /** The multiply-adds that the device can do. */
  private static final class Most implements PeerSession {
    private final Backend device;
    private final DeviceLimit limit;

    Most(Backend device) {
      this.device = device;
      this.limit = DeviceLimit.of(device);
    }

    @Override
    public long size() {
      return (long) limit.multiplyAdd();
    }

    @Override
    public void step() {
      limit.multiplyAdd();
    }

    @Override
    public double figure() {
      return 0;
    }

    @Override
    public void close() {
      limit.close();
      device.close();
    }
  }

  /** Products of one shape. */
  private static final class Products implements PeerSession {
    private final GemmShape shape;
    private final Bound bound;
    private final double error;

    Products(String backend, GemmShape shape) {
      this.shape = shape;
      Random random = new Random(1);
      float[] a = numbers(random, shape.m() * shape.k());
      float[] b = numbers(random, shape.k() * shape.n());
      bound =
          Bound.of(
              backend,
              new MatMul(false, false),
              List.of(
                  HostTensor.of(TensorType.f32(shape.m(), shape.k()).shape(), a),
                  HostTensor.of(TensorType.f32(shape.k(), shape.n()).shape(), b)));
      bound.run(1);
      error = worst(shape, a, b, bound.output(), random);
    }

    @Override
    public long size() {
      return shape.operations() * shape.products();
    }

    @Override
    public void step() {
      bound.run(shape.products());
    }

    @Override
    public double figure() {
      return error;
    }

    @Override
    public void close() {
      bound.close();
    }
  }

  private static float[] numbers(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** Returns the greatest error of a sample of elements, in parts of the sum of |a b|. */
  static double worst(GemmShape s, float[] a, float[] b, float[] c, Random random) {
    double worst = 0;
    for (int i = 0; i < SAMPLES; i++) {
      // Both ends are where tiles hang over.
      int row = i == 0 ? 0 : i == 1 ? s.m() - 1 : random.nextInt(s.m());
      int column = i == 0 ? 0 : i == 1 ? s.n() - 1 : random.nextInt(s.n());
      double sum = 0;
      double size = 0;
      for (int k = 0; k < s.k(); k++) {
        double x = (double) a[row * s.k() + k] * b[k * s.n() + column];
        sum += x;
        size += Math.abs(x);
      }
      double error = Math.abs(c[row * s.n() + column] - sum) / size;
      worst = Math.max(worst, error); // not a number is worse than any
    }
    return worst;
  }
}
