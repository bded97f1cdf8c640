package dev.imbrex.conformance.check;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.SgdUpdate;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.program.Autodiff;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One step of training as one program: inputs are pictures, labels, then weights and velocities,
 * which are updated in place; output 0 is the loss.
 *
 * @param initial the first weights and velocities
 */
record TrainingStep(Program program, List<HostTensor> initial) {
  private static final double RATE = 0.015;
  private static final double MOMENTUM = 0.9;

  /** LeNet-5 as it is taught, on 28x28 pictures. */
  static TrainingStep leNet(int batch) {
    Network n = new Network(batch, 28);
    n.convolution(6, 5, Padding.SAME);
    n.pool();
    n.convolution(16, 5, Padding.VALID);
    n.pool();
    n.flatten();
    n.dense(120, true);
    n.dense(84, true);
    n.dense(10, false);
    return n.finish();
  }

  /** A network with one layer of each kind, so small that a thousand steps take no time. */
  static TrainingStep tiny() {
    Network n = new Network(2, 6);
    n.convolution(3, 3, Padding.SAME);
    n.pool();
    n.flatten();
    n.dense(10, false);
    return n.finish();
  }

  /** Returns pictures that show their class, with noise. */
  HostTensor pictures(long seed) {
    TensorType type = program.inputs().get(0).type();
    SplittableRandom random = new SplittableRandom(seed);
    HostTensor labels = labels(seed);
    HostTensor t = HostTensor.zeros(type);
    int pixels = (int) type.shape().size(1, 4);
    for (int i = 0; i < type.shape().intSize(); i++) {
      int label = (int) labels.get(i / pixels);
      double pattern = StrictMath.sin((i % pixels) * (label + 1) * 0.37);
      t.set(i, 0.5 * pattern + random.nextDouble(-0.3, 0.3));
    }
    return t;
  }

  /** Returns the labels of {@link #pictures}. */
  HostTensor labels(long seed) {
    TensorType type = program.inputs().get(1).type();
    SplittableRandom random = new SplittableRandom(~seed);
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < type.shape().intSize(); i++) {
      t.set(i, random.nextInt(10));
    }
    return t;
  }

  /** Builds the program layer by layer. */
  private static final class Network {
    private final ProgramBuilder b = new ProgramBuilder();
    private final SplittableRandom random = new SplittableRandom(5);
    private final List<Value> weights = new ArrayList<>();
    private final List<Value> velocities = new ArrayList<>();
    private final List<HostTensor> initial = new ArrayList<>();
    private final Value labels;
    private Value v;

    Network(int batch, int size) {
      v = b.input(TensorType.f32(batch, size, size, 1));
      labels = b.input(TensorType.i32(batch));
    }

    /** Adds weights with their velocity; Glorot's limit for weights, zeros for biases. */
    private Value weight(Shape shape, double limit) {
      Value w = b.input(TensorType.f32(shape));
      HostTensor t = HostTensor.zeros(w.type());
      for (int i = 0; limit > 0 && i < shape.intSize(); i++) {
        t.set(i, random.nextDouble(-limit, limit));
      }
      initial.add(t);
      weights.add(w);
      velocities.add(b.input(w.type()));
      initial.add(HostTensor.zeros(w.type()));
      return w;
    }

    void convolution(int filters, int kernel, Padding padding) {
      int in = v.shape().dim(3);
      double limit = StrictMath.sqrt(6.0 / (kernel * kernel * (in + filters)));
      Value f = weight(Shape.of(kernel, kernel, in, filters), limit);
      v = b.emit(new Conv2d(Window.of(kernel, 1, padding), 1), v, f);
      biasAndActivation(filters, true);
    }

    private void biasAndActivation(int channels, boolean active) {
      v = b.emit(new BiasAdd(), v, weight(Shape.of(channels), 0));
      if (active) {
        v = b.emit(Activation.of(ActivationFn.SWISH), v);
      }
    }

    void pool() {
      v = b.emit(new MaxPool2d(Window.of(2, 2, Padding.VALID), false), List.of(v)).get(0);
    }

    void flatten() {
      v = b.reshape(v, Shape.of(v.shape().dim(0), (int) v.shape().size(1, 4)));
    }

    void dense(int units, boolean active) {
      int in = v.shape().dim(1);
      Value w = weight(Shape.of(in, units), StrictMath.sqrt(6.0 / (in + units)));
      v = b.matMul(v, w, false, false);
      biasAndActivation(units, active);
    }

    TrainingStep finish() {
      Value loss = b.mean(b.emit(new SparseSoftmaxCrossEntropy(), v, labels), false, 0);
      b.output(loss);
      List<Value> gradients = Autodiff.gradients(b, loss, weights);
      Value rate = b.scalar(loss, RATE);
      for (int i = 0; i < weights.size(); i++) {
        List<Value> in = List.of(weights.get(i), gradients.get(i), velocities.get(i), rate);
        List<Value> next = b.emit(new SgdUpdate(MOMENTUM, false), in);
        b.update(weights.get(i), next.get(0));
        b.update(velocities.get(i), next.get(1));
      }
      return new TrainingStep(b.build(), List.copyOf(initial));
    }
  }
}
