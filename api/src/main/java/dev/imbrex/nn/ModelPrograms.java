package dev.imbrex.nn;

import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.op.Crop;
import dev.imbrex.op.Value;
import dev.imbrex.program.Autodiff;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Builds the programs that train, judge and use a model, each for one batch size.
 *
 * <p>Every input and output has a {@link Port}. Weights, state, slots and accumulators are updated
 * in place, the state only if a layer changes it. Programs of one kind have the same ports in the
 * same order whatever the batch size, so that they can share memory.
 *
 * @param dtype the type of all floating-point numbers: F32, or F64 to check gradients
 */
public record ModelPrograms(Model model, DType dtype) {

  /** Returns the builder of float32 programs. */
  public static ModelPrograms of(Model model) {
    return new ModelPrograms(model, DType.F32);
  }

  /**
   * Builds a step of training.
   *
   * <p>Inputs: weights, state, slots, accumulators, examples, labels, scalars, random. Outputs, all
   * of them updates: weights, slots, accumulators and, if it changes, state.
   *
   * @throws IllegalArgumentException if the objective does not fit the model, or there is nothing
   *     to train
   */
  public ModelProgram train(int batch, Objective objective, Optimizer optimizer) {
    Ports p = new Ports();
    Value weights = p.in(Port.WEIGHTS, weightsType());
    Value state = p.in(Port.STATE, stateType());
    List<Value> slots = slots(p, optimizer);
    Judgement j = judge(p, batch, objective, weights, state);
    Value scalars = p.in(Port.SCALARS, scalarsType(optimizer));
    Value random = p.in(Port.RANDOM, TensorType.u32(4));
    j.emit(Optional.of(random));
    update(p, optimizer, weights, slots, j.gradient(), scalars);
    j.updates();
    return p.build();
  }

  /**
   * Builds the first half of a step of training: the gradient, before clipping.
   *
   * <p>Inputs: weights, state, accumulators, examples, labels, random. Outputs: gradients, the loss
   * of the batch, and as updates accumulators and, if it changes, state.
   */
  public ModelProgram gradients(int batch, Objective objective) {
    Ports p = new Ports();
    Value weights = p.in(Port.WEIGHTS, weightsType());
    Value state = p.in(Port.STATE, stateType());
    Judgement j = judge(p, batch, objective, weights, state);
    j.emit(Optional.of(p.in(Port.RANDOM, TensorType.u32(4))));
    p.out(Port.GRADIENTS, j.gradient());
    p.out(Port.LOSS, j.loss());
    j.updates();
    return p.build();
  }

  /**
   * Builds the second half of a step of training: clipping, the optimiser and constraints.
   *
   * <p>Inputs: weights, slots, gradients, scalars. Outputs, all of them updates: weights, slots.
   */
  public ModelProgram update(Optimizer optimizer) {
    Ports p = new Ports();
    Value weights = p.in(Port.WEIGHTS, weightsType());
    List<Value> slots = slots(p, optimizer);
    Value g = p.in(Port.GRADIENTS, weightsType());
    update(p, optimizer, weights, slots, g, p.in(Port.SCALARS, scalarsType(optimizer)));
    return p.build();
  }

  /**
   * Builds the judging of a batch, by the {@link dev.imbrex.nn.loss.Loss#judging} loss.
   *
   * <p>Inputs: weights, state, accumulators, examples, labels. Output, an update: accumulators.
   */
  public ModelProgram evaluate(int batch, Objective objective) {
    Ports p = new Ports();
    Value weights = p.in(Port.WEIGHTS, weightsType());
    Value state = p.in(Port.STATE, stateType());
    Judgement j = judge(p, batch, objective.judging(), weights, state);
    j.emit(Optional.empty());
    j.updates();
    return p.build();
  }

  /** Builds prediction. Inputs: weights, state, examples. Outputs: predictions, of each output. */
  public ModelProgram predict(int batch) {
    Ports p = new Ports();
    Value weights = p.in(Port.WEIGHTS, weightsType());
    Value state = p.in(Port.STATE, stateType());
    Value x = p.in(Port.EXAMPLES, examplesType(batch));
    List<Integer> ends = model.graph().outputs();
    Map<Integer, Value> results = emission(p, weights, state).layers(x, ends);
    ends.forEach(i -> p.out(Port.PREDICTIONS, Objects.requireNonNull(results.get(i))));
    return p.build();
  }

  /** Builds prediction step by step. Inputs: weights, state, examples. Outputs: each layer's. */
  public ModelProgram layerOutputs(int batch) {
    Ports p = new Ports();
    Value weights = p.in(Port.WEIGHTS, weightsType());
    Value state = p.in(Port.STATE, stateType());
    Value x = p.in(Port.EXAMPLES, examplesType(batch));
    emission(p, weights, state).layers(x).forEach(v -> p.out(Port.LAYER_OUTPUT, v));
    return p.build();
  }

  /**
   * Builds how examples excite a layer, and the gradient of that, as in prediction.
   *
   * <p>Inputs: weights, state, examples, counts. Outputs: for each example the sum of the layer's
   * result times the counts, and the gradient of these sums with respect to the examples.
   *
   * @param layer its index among {@link Model#nodes}
   */
  public ModelProgram excitation(int batch, int layer) {
    int index = Objects.checkIndex(layer, model.nodes().size());
    Ports p = new Ports();
    Value weights = p.in(Port.WEIGHTS, weightsType());
    Value state = p.in(Port.STATE, stateType());
    Value x = p.in(Port.EXAMPLES, examplesType(batch));
    Value y =
        Objects.requireNonNull(emission(p, weights, state).layers(x, List.of(index)).get(index));
    Value counted = p.b.mul(y, p.in(Port.COUNTS, y.type()));
    Shape rows = Shape.of(batch, y.shape().intSize() / batch);
    Value sums = p.b.sum(p.b.reshape(counted, rows), false, 1);
    p.out(Port.EXCITATIONS, sums);
    Value all = p.b.sumAll(sums);
    p.out(Port.EXAMPLE_GRADIENTS, Autodiff.gradients(p.b, all, List.of(x)).get(0));
    return p.build();
  }

  /**
   * Builds the search for the layer where numbers stop being finite, as in training.
   *
   * <p>Inputs: weights, state, examples, random. Outputs: finite parameters, finite outputs.
   */
  public ModelProgram finite(int batch) {
    Ports p = new Ports();
    Value weights = p.in(Port.WEIGHTS, weightsType());
    Value state = p.in(Port.STATE, stateType());
    Value x = p.in(Port.EXAMPLES, examplesType(batch));
    Emission e = new Emission(p.b, model, weights, state, p.in(Port.RANDOM, TensorType.u32(4)));
    List<Value> outputs = e.layers(x);
    List<List<Value>> parameters = new ArrayList<>();
    model.nodes().forEach(n -> parameters.add(e.parameters(n)));
    p.out(Port.FINITE_PARAMETERS, Finite.flags(p.b, parameters));
    p.out(Port.FINITE_OUTPUTS, Finite.flags(p.b, outputs.stream().map(List::of).toList()));
    return p.build();
  }

  /** Returns the layers as in prediction, about to be emitted. */
  private Emission emission(Ports p, Value weights, Value state) {
    return new Emission(p.b, model, weights, state, null);
  }

  private Judgement judge(Ports p, int batch, Objective objective, Value weights, Value state) {
    objective.check(model);
    List<TensorType> results =
        model.outputs().stream()
            .map(n -> new TensorType(dtype, n.outputShape().prepend(batch)))
            .toList();
    Value sums = p.in(Port.ACCUMULATORS, vector(objective.accumulators()));
    Value x = p.in(Port.EXAMPLES, examplesType(batch));
    Value y = p.in(Port.LABELS, objective.labels(results));
    return new Judgement(p, model, objective, weights, state, sums, x, y);
  }

  private List<Value> slots(Ports p, Optimizer optimizer) {
    List<Value> slots = new ArrayList<>();
    for (int i = 0; i < optimizer.slots(); i++) {
      slots.add(p.in(Port.SLOT, weightsType()));
    }
    return slots;
  }

  /** Emits clipping, the optimiser and constraints. */
  private void update(
      Ports p, Optimizer optimizer, Value weights, List<Value> slots, Value g, Value scalars) {
    if (model.countTrainableParams() == 0) {
      throw new IllegalArgumentException(
          "The model has no parameters to train; add a layer that has some, such as Dense.");
    }
    ProgramBuilder b = p.b;
    b.source("optimizer");
    List<Integer> sizes =
        model.parameters().stream().filter(Parameter::trainable).map(Parameter::size).toList();
    Value clipped = optimizer.clipping().emit(b, g, sizes);
    List<Value> each = new ArrayList<>();
    for (int i = 0; i < scalars.shape().dim(0); i++) {
      Value one = b.emit(new Crop(List.of(i), Shape.of(1)), scalars);
      each.add(b.reshape(one, Shape.scalar()));
    }
    UnaryOperator<Value> constraints =
        w -> Constrained.emit(b, model, RateFactors.emit(b, model, weights, w));
    List<Value> next = optimizer.update(b, weights, clipped, slots, each, constraints);
    b.source("");
    p.update(Port.WEIGHTS, weights, next.get(0));
    for (int i = 0; i < slots.size(); i++) {
      p.update(Port.SLOT, slots.get(i), next.get(i + 1));
    }
  }

  private TensorType weightsType() {
    return model.weightsType().withDType(dtype);
  }

  private TensorType stateType() {
    return model.stateType().withDType(dtype);
  }

  private TensorType examplesType(int batch) {
    return new TensorType(dtype, model.inputShape().prepend(batch));
  }

  private TensorType scalarsType(Optimizer optimizer) {
    return vector(optimizer.scalars(1, 0).length);
  }

  private TensorType vector(int length) {
    return new TensorType(dtype, Shape.of(length));
  }
}
