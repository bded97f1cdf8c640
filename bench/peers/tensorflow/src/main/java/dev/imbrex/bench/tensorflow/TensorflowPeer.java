package dev.imbrex.bench.tensorflow;

import dev.imbrex.bench.KernelTask;
import dev.imbrex.bench.peers.PeerLayer;
import dev.imbrex.bench.peers.PeerProcess;
import dev.imbrex.bench.peers.PeerSession;
import dev.imbrex.bench.peers.PeerTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.SoftmaxCrossEntropyWithLogits;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A network in TensorFlow: a graph with gradients, channels last. */
public final class TensorflowPeer implements PeerSession {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-7f;

  private final PeerTask task;
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final List<Variable<TFloat32>> variables = new ArrayList<>();
  private final List<Variable<TFloat32>> slots = new ArrayList<>();
  private final List<Operand<TFloat32>> starts = new ArrayList<>();
  private final Session session;
  private final Shape shape;
  private final float[][] pictures;
  private final TFloat32 labels;
  private final Placeholder<TFloat32> input;
  private final Operand<TFloat32> result;
  private final Operand<TFloat32> wanted;
  private final List<Operand<?>> updates = new ArrayList<>();
  private long parameters;
  private double loss;
  private int next;

  private TensorflowPeer(PeerTask task) {
    this.task = task;
    this.shape = Shape.of(task.batch(), task.size(), task.size(), task.channels());
    this.pictures = task.pictures();
    this.input = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    Operand<TFloat32> logits = network();
    float[] ones = new float[task.batch() * task.classes()];
    int[] classes = task.labels();
    for (int i = 0; i < classes.length; i++) {
      ones[i * task.classes() + classes[i]] = 1;
    }
    Shape labelShape = Shape.of(task.batch(), task.classes());
    this.labels = TFloat32.tensorOf(labelShape, DataBuffers.of(ones));
    Placeholder<TFloat32> y = tf.placeholder(TFloat32.class, Placeholder.shape(labelShape));
    this.wanted = y;
    if (task.training()) {
      SoftmaxCrossEntropyWithLogits<TFloat32> each =
          SoftmaxCrossEntropyWithLogits.create(tf.scope(), logits, y);
      this.result = tf.math.mean(each.loss(), tf.constant(0));
      adam();
    } else {
      this.result = logits;
    }
    this.session = new Session(graph);
    for (int i = 0; i < starts.size(); i++) {
      session.run(tf.assign(variables.get(i), starts.get(i)));
    }
  }

  private Operand<TFloat32> network() {
    Operand<TFloat32> x = input;
    int channels = task.channels();
    int size = task.size();
    for (PeerLayer l : task.layers()) {
      switch (l.kind()) {
        case CONVOLUTION -> {
          Variable<TFloat32> w = variable(l.kernel(), l.kernel(), channels, l.width());
          x = tf.nn.conv2d(x, w, List.of(1L, 1L, 1L, 1L), l.padded() ? "SAME" : "VALID");
          x = tf.nn.biasAdd(x, variable(l.width()));
          channels = l.width();
          size = l.padded() ? size : size - l.kernel() + 1;
        }
        case SWISH -> x = tf.math.mul(x, tf.math.sigmoid(x));
        case RELU -> x = tf.nn.relu(x);
        case MAX_POOLING -> {
          Operand<TInt32> two = tf.constant(new int[] {1, 2, 2, 1});
          x = tf.nn.maxPool(x, two, two, "VALID");
          size /= 2;
        }
        case FLATTEN -> {
          channels *= size * size;
          x = tf.reshape(x, tf.constant(new int[] {task.batch(), channels}));
        }
        case DENSE -> {
          x = tf.linalg.matMul(x, variable(channels, l.width()));
          x = tf.nn.biasAdd(x, variable(l.width()));
          channels = l.width();
        }
        default ->
            throw new UnsupportedOperationException(
                "This comparison has no " + l.kind() + " for TensorFlow.");
      }
    }
    return x;
  }

  /** Adds parameters, which begin as small random numbers, or zeros where they are a bias. */
  private Variable<TFloat32> variable(long... dims) {
    Shape s = Shape.of(dims);
    Variable<TFloat32> v = tf.variable(s, TFloat32.class);
    variables.add(v);
    if (dims.length == 1) {
      starts.add(tf.zeros(tf.constant(dims), TFloat32.class));
    } else {
      double inputs = (double) s.size() / dims[dims.length - 1];
      starts.add(
          tf.math.mul(
              tf.random.truncatedNormal(tf.constant(dims), TFloat32.class),
              tf.constant((float) Math.sqrt(2 / inputs))));
    }
    parameters += s.size();
    return v;
  }

  private void adam() {
    Output<?>[] gradients =
        graph.addGradients(
            result.asOutput(),
            variables.stream().map(Variable::asOutput).toArray(Output<?>[]::new));
    for (int i = 0; i < gradients.length; i++) {
      Variable<TFloat32> v = variables.get(i);
      Variable<TFloat32> m = tf.variable(v.shape(), TFloat32.class);
      Variable<TFloat32> s = tf.variable(v.shape(), TFloat32.class);
      starts.add(tf.zeros(tf.constant(v.shape().asArray()), TFloat32.class));
      starts.add(tf.zeros(tf.constant(v.shape().asArray()), TFloat32.class));
      slots.add(m);
      slots.add(s);
      @SuppressWarnings("unchecked")
      Operand<TFloat32> g = (Operand<TFloat32>) gradients[i];
      updates.add(
          tf.train.applyAdam(
              v,
              m,
              s,
              tf.constant(BETA1),
              tf.constant(BETA2),
              tf.constant(PeerTask.RATE),
              tf.constant(BETA1),
              tf.constant(BETA2),
              tf.constant(EPSILON),
              g));
    }
    variables.addAll(slots);
  }

  @Override
  public long size() {
    return parameters;
  }

  @Override
  public void step() {
    try (TFloat32 x =
        TFloat32.tensorOf(shape, DataBuffers.of(pictures[next++ % pictures.length]))) {
      Session.Runner r = session.runner().feed(input, x).fetch(result);
      if (task.training()) {
        r.feed(wanted, labels);
        updates.forEach(u -> r.addTarget(u));
      }
      try (Result y = r.run()) {
        TFloat32 t = (TFloat32) y.get(0);
        if (task.training()) {
          loss = t.getFloat();
        } else {
          t.copyTo(DataBuffers.of(new float[(int) t.size()]));
        }
      }
    }
  }

  @Override
  public double figure() {
    return loss;
  }

  @Override
  public void close() {
    labels.close();
    session.close();
    graph.close();
  }

  /** Serves as a process of its own. */
  public static void main(String[] args) throws IOException {
    PeerProcess.serveTask(
        args,
        task ->
            PeerTask.isNetwork(task)
                ? new TensorflowPeer(PeerTask.of(task))
                : new TensorflowKernel(KernelTask.of(task)));
  }
}
