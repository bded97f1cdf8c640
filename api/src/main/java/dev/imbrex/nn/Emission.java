package dev.imbrex.nn;

import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Crop;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A model that is being emitted into a program. */
final class Emission implements LayerContext {
  private final ProgramBuilder b;
  private final Model model;
  private final @Nullable Value random;
  private final Map<String, Value> views = new LinkedHashMap<>();
  private final Map<String, Value> updates = new HashMap<>();
  private final List<Supplier<Value>> activity = new ArrayList<>();
  private final Map<Integer, Value> lastOfFirst = new HashMap<>();
  private LayerNode node;

  /**
   * Emits the parameters as views of the flat vectors.
   *
   * @param random the random state in training, else null
   */
  Emission(ProgramBuilder b, Model model, Value weights, Value state, @Nullable Value random) {
    this.b = b;
    this.model = model;
    this.random = random;
    this.node = model.nodes().get(0);
    for (Parameter p : model.parameters()) {
      b.source(p.layer());
      Value flat = p.trainable() ? weights : state;
      Value part = b.emit(new Crop(List.of(p.offset()), Shape.of(p.size())), flat);
      views.put(p.name(), b.reshape(part, p.shape()));
    }
    b.source("");
  }

  /**
   * Emits all layers.
   *
   * @param x a batch of examples
   * @param absorbed a function that is left out if the last layer ends with it
   * @return the result of every layer
   */
  List<Value> layers(Value x, Optional<ActivationFunction> absorbed) {
    List<Value> out = new ArrayList<>();
    for (LayerNode n : model.nodes()) {
      node = n;
      b.source(n.name());
      Layer layer = n == model.last() ? without(n.layer(), absorbed) : n.layer();
      Value y = layer.emit(this, n.inputs().isEmpty() ? x : out.get(n.inputs().get(0)));
      if (!y.shape().equals(n.outputShape().prepend(x.shape().dim(0)))) {
        throw new ShapeException(
            n.name()
                + ": the layer says that it gives "
                + n.outputShape()
                + " for each example, but it gives "
                + y.shape()
                + " for the batch.");
      }
      penalize(n, y, layer == n.layer() ? Optional.empty() : absorbed);
      out.add(y);
    }
    b.source("");
    return out;
  }

  /**
   * Remembers to emit the penalty on a layer's result, if it has one.
   *
   * @param absorbed the function that has been left out
   */
  private void penalize(LayerNode n, Value y, Optional<ActivationFunction> absorbed) {
    n.layer()
        .activityRegularizer()
        .ifPresent(
            r ->
                activity.add(
                    () -> {
                      b.source(n.name());
                      Value result = absorbed.map(f -> f.emit(b, y)).orElse(y);
                      return b.mul(r.emit(b, result), 1.0 / y.shape().dim(0));
                    }));
  }

  private static Layer without(Layer layer, Optional<ActivationFunction> absorbed) {
    return absorbed.isPresent()
            && layer instanceof Activated
            && ((Activated) layer).activation().equals(absorbed.orElseThrow())
        ? ((Activated) layer).activation(ActivationFunction.LINEAR)
        : layer;
  }

  /** Returns the trained parameters, in their order. */
  List<Value> trained() {
    return model.parameters().stream().filter(Parameter::trainable).map(this::view).toList();
  }

  /** Returns the parameters of a layer, trained or not. */
  List<Value> parameters(LayerNode n) {
    return model.parameters().stream()
        .filter(p -> p.layer().equals(n.name()))
        .map(this::view)
        .toList();
  }

  private Value view(Parameter p) {
    return Objects.requireNonNull(views.get(p.name()));
  }

  /** Emits the sum of all penalties on parameters and on results of layers, if there is one. */
  Optional<Value> penalty() {
    Value sum = null;
    for (Parameter p : model.parameters()) {
      if (p.spec().regularizer().isPresent()) {
        b.source(p.layer());
        Value one = p.spec().regularizer().orElseThrow().emit(b, view(p));
        sum = sum == null ? one : b.add(sum, one);
      }
    }
    for (Supplier<Value> result : activity) {
      Value one = result.get();
      sum = sum == null ? one : b.add(sum, one);
    }
    b.source("");
    return Optional.ofNullable(sum);
  }

  /** Emits the new state, if a layer has updated any of it. */
  Optional<Value> nextState() {
    if (updates.isEmpty()) {
      return Optional.empty();
    }
    List<Value> parts = new ArrayList<>();
    for (Parameter p : model.parameters()) {
      if (!p.trainable()) {
        parts.add(updates.getOrDefault(p.name(), view(p)));
      }
    }
    return Optional.of(flat(b, parts));
  }

  /** Emits values one behind the other in one vector. */
  static Value flat(ProgramBuilder b, List<Value> parts) {
    List<Value> rows = new ArrayList<>();
    for (Value v : parts) {
      rows.add(b.reshape(v, Shape.of(v.shape().intSize())));
    }
    return rows.size() == 1 ? rows.get(0) : b.emit(new Concat(0), rows).get(0);
  }

  @Override
  public OpEmitter emitter() {
    return b;
  }

  @Override
  public boolean training() {
    return random != null;
  }

  @Override
  public Value parameter(String name) {
    Value v = views.get(node.name() + "/" + name);
    if (v == null) {
      throw new IllegalArgumentException(
          "The layer " + node.name() + " has no parameter " + name + ".");
    }
    return v;
  }

  @Override
  public void update(String name, Value value) {
    parameter(name);
    updates.put(node.name() + "/" + name, value);
  }

  @Override
  public Value randomState() {
    if (random == null) {
      throw new IllegalStateException("Random numbers exist in training only.");
    }
    return random;
  }

  @Override
  public int stream() {
    return node.index();
  }

  @Override
  public Value channelsLast(Value x) {
    Value known = lastOfFirst.get(x.id());
    return known != null ? known : b.transpose(x, 0, 2, 3, 1);
  }

  @Override
  public Value channelsFirst(Value x) {
    Value y = b.transpose(x, 0, 3, 1, 2);
    lastOfFirst.put(y.id(), x);
    return y;
  }
}
