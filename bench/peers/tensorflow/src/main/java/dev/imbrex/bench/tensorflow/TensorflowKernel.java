package dev.imbrex.bench.tensorflow;

import dev.imbrex.bench.KernelTask;
import dev.imbrex.bench.LayerShape;
import dev.imbrex.bench.peers.PeerSession;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** One convolution, gradient or product in TensorFlow, whose operands stay with it. */
final class TensorflowKernel implements PeerSession {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Session session;
  private final Operand<TFloat32> result;

  TensorflowKernel(KernelTask task) {
    if (task instanceof KernelTask.MatrixProduct p) {
      Variable<TFloat32> a = operand(p.m(), p.k());
      Variable<TFloat32> b = operand(p.k(), p.n());
      result = tf.linalg.matMul(a, b);
      session = new Session(graph);
      begin(a);
      begin(b);
      return;
    }
    KernelTask.Convolution c = (KernelTask.Convolution) task;
    LayerShape s = c.layer();
    long[] x = {c.batch(), s.size(), s.size(), s.channels()};
    long[] f = {s.kernel(), s.kernel(), s.channels(), s.filters()};
    long[] y = {c.batch(), s.resultSize(), s.resultSize(), s.filters()};
    List<Long> strides = List.of(1L, (long) s.stride(), (long) s.stride(), 1L);
    String padding = s.padded() ? "SAME" : "VALID";
    Variable<TFloat32> first;
    Variable<TFloat32> second;
    switch (c.direction()) {
      case FORWARD -> {
        first = operand(x);
        second = operand(f);
        result = tf.nn.conv2d(first, second, strides, padding);
      }
      case INPUT_GRADIENT -> {
        first = operand(f);
        second = operand(y);
        result =
            tf.nn.conv2dBackpropInput(tf.constant(ints(x)), first, second, strides, padding);
      }
      case FILTER_GRADIENT -> {
        first = operand(x);
        second = operand(y);
        result =
            tf.nn.conv2dBackpropFilter(first, tf.constant(ints(f)), second, strides, padding);
      }
      default -> throw new IllegalArgumentException(c.direction().toString());
    }
    session = new Session(graph);
    begin(first);
    begin(second);
  }

  private static int[] ints(long[] dims) {
    return List.of(dims[0], dims[1], dims[2], dims[3]).stream().mapToInt(Long::intValue).toArray();
  }

  private Variable<TFloat32> operand(long... dims) {
    return tf.variable(Shape.of(dims), TFloat32.class);
  }

  private void begin(Variable<TFloat32> v) {
    Operand<TFloat32> random =
        tf.random.randomUniform(tf.constant(v.shape().asArray()), TFloat32.class);
    session.run(tf.assign(v, random));
  }

  @Override
  public long size() {
    return 0;
  }

  @Override
  public void step() {
    session.runner().addTarget(result).run().close();
  }

  @Override
  public double figure() {
    return 0;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
