package dev.imbrex.conformance.check;

import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Training on a device: memory is allocated once, a step only writes, runs and reads. */
final class TrainingSession implements AutoCloseable {
  private final TrainingStep step;
  private final Bound bound;
  private final ByteBuffer number = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());

  TrainingSession(Backend backend, TrainingStep step) {
    this.step = step;
    this.bound = new Bound(backend, step.program());
    for (int i = 0; i < step.initial().size(); i++) {
      bound.memory.write(bound.input(i + 2), step.initial().get(i).buffer());
    }
  }

  /** Gives the next batch. */
  void feed(HostTensor pictures, HostTensor labels) {
    bound.memory.write(bound.input(0), pictures.buffer());
    bound.memory.write(bound.input(1), labels.buffer());
  }

  /** Takes a step, or hands it to the device's queue. */
  void step() {
    bound.invocation.run();
  }

  /** Takes some steps on batches that the seed gives. */
  void train(int steps) {
    for (int s = 0; s < steps; s++) {
      feed(step.pictures(s), step.labels(s));
      step();
    }
  }

  /** Returns the loss of the last step. */
  float loss() {
    number.clear();
    bound.memory.read(bound.output(0), number);
    return number.getFloat(0);
  }

  /** Returns weights and velocities. */
  List<HostTensor> state() {
    List<HostTensor> state = new ArrayList<>();
    for (int i = 0; i < step.initial().size(); i++) {
      HostTensor t = HostTensor.zeros(step.initial().get(i).type());
      bound.memory.read(bound.input(i + 2), t.buffer());
      state.add(t);
    }
    return state;
  }

  @Override
  public void close() {
    bound.close();
  }
}
