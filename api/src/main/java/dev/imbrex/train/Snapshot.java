package dev.imbrex.train;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Parameter;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A copy, on the host, of everything that the next step of training depends on, and of what has
 * been counted so far. Its memory may be used again for the next one.
 */
final class Snapshot {
  final HostTensor weights;
  final HostTensor state;
  final List<HostTensor> slots;

  /** Whether the last slot is an average of the weights, by which the model is judged. */
  final boolean averaged;

  /** What the accumulators on the device hold. */
  final double[] sums;

  /** What has been taken from the accumulators before in this epoch. */
  final double[] drained;

  Position position = Position.START;

  /** The learning rate of the step before. */
  double learningRate;

  /** Seconds spent in this epoch so far, without validation. */
  double seconds;

  /** Takes these tensors. */
  Snapshot(
      HostTensor weights,
      HostTensor state,
      List<HostTensor> slots,
      boolean averaged,
      double[] sums,
      double[] drained) {
    this.weights = weights;
    this.state = state;
    this.slots = slots;
    this.averaged = averaged;
    this.sums = sums;
    this.drained = drained;
  }

  /** Allocates zeros. */
  static Snapshot zeros(Model model, int slotCount, boolean averaged, int accumulators) {
    TensorType type = model.weights().type();
    List<HostTensor> slots = new ArrayList<>();
    for (int i = 0; i < slotCount; i++) {
      slots.add(HostTensor.zeros(type));
    }
    return new Snapshot(
        HostTensor.zeros(type),
        HostTensor.zeros(model.state().type()),
        slots,
        averaged,
        new double[accumulators],
        new double[accumulators]);
  }

  /** Returns the weights that the model is judged by: averaged, if they are. */
  HostTensor judged() {
    return averaged ? slots.get(slots.size() - 1) : weights;
  }

  /** Returns whether the loss and all parameters are neither NaN nor infinite. */
  boolean isFinite() {
    return isLossFinite() && isFinite(weights) && isFinite(state);
  }

  boolean isLossFinite() {
    return Double.isFinite(sums[0]) && Double.isFinite(drained[0]);
  }

  static boolean isFinite(HostTensor t) {
    ByteBuffer b = t.buffer();
    for (int i = 0; i < b.limit(); i += 4) {
      if (!Float.isFinite(b.getFloat(i))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the parameters that are trained by their names, sharing memory with this. */
  Map<String, HostTensor> parameterValues(Model model) {
    return values(model, weights);
  }

  /** Returns the parameters that the model is judged by, as {@link #parameterValues} does. */
  Map<String, HostTensor> judgedValues(Model model) {
    return values(model, judged());
  }

  private Map<String, HostTensor> values(Model model, HostTensor trained) {
    Map<String, HostTensor> values = new LinkedHashMap<>();
    for (Parameter p : model.parameters()) {
      ByteBuffer bytes = (p.trainable() ? trained : state).buffer();
      bytes.position(4 * p.offset()).limit(4 * (p.offset() + p.size()));
      values.put(p.name(), HostTensor.wrap(TensorType.f32(p.shape()), bytes));
    }
    return values;
  }
}
