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
import java.util.Set;
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

  /** Emits all layers; returns the result of each. */
  List<Value> layers(Value x) {
    List<Integer> all = model.nodes().stream().map(LayerNode::index).toList();
    Map<Integer, Value> results = layers(x, all);
    return all.stream().map(results::get).toList();
  }

  /**
   * Emits the layers that some depend on.
   *
   * @param x a batch of examples
   * @param ends the places of the layers whose results are wanted
   * @return results by place
   */
  Map<Integer, Value> layers(Value x, List<Integer> ends) {
    return layers(x, ends, Optional.empty()).results;
  }

  /**
   * What has been emitted.
   *
   * @param results the results of layers by place
   * @param ends what was asked for, without the functions that were left out
   */
  record Emitted(Map<Integer, Value> results, List<Value> ends) {}

  /**
   * Emits the layers that some depend on.
   *
   * @param x a batch of examples
   * @param ends the places of the layers whose results are wanted
   * @param absorbed a function that is left out if one of these ends with it
   */
  Emitted layers(Value x, List<Integer> ends, Optional<ActivationFunction> absorbed) {
    Set<Integer> needed = model.graph().needed(ends);
    Map<Integer, Value> results = new HashMap<>();
    Map<Integer, Value> raw = new HashMap<>();
    List<Value> examples = inputs(x);
    for (LayerNode n : model.nodes()) {
      if (!needed.contains(n.index())) {
        continue;
      }
      node = n;
      b.source(n.name());
      Optional<ActivationFunction> left = ends.contains(n.index()) ? absorbed : Optional.empty();
      Layer layer = without(n.layer(), left);
      List<Value> in =
          n.inputs().isEmpty()
              ? List.of(examples.get(n.index()))
              : n.inputs().stream().map(results::get).toList();
      Value y = LayerCalls.emit(layer, this, in);
      if (!y.shape().equals(n.outputShape().prepend(x.shape().dim(0)))) {
        throw new ShapeException(
            n.name()
                + ": the layer says that it gives "
                + n.outputShape()
                + " for each example, but it gives "
                + y.shape()
                + " for the batch.");
      }
      left = layer == n.layer() ? Optional.empty() : left;
      penalize(n, y, left);
      raw.put(n.index(), y);
      boolean goesOn = left.isPresent() && isTaken(n.index(), needed);
      results.put(n.index(), goesOn ? left.orElseThrow().emit(b, y) : y);
    }
    b.source("");
    return new Emitted(results, ends.stream().map(raw::get).toList());
  }

  /** Returns the examples for each input: where there are several, they are packed in one row. */
  private List<Value> inputs(Value x) {
    List<LayerNode> in = model.inputs();
    if (in.size() == 1) {
      return List.of(x);
    }
    int batch = x.shape().dim(0);
    int at = 0;
    List<Value> all = new ArrayList<>();
    for (LayerNode n : in) {
      b.source(n.name());
      int size = n.outputShape().intSize();
      Value part = b.emit(new Crop(List.of(0, at), Shape.of(batch, size)), x);
      all.add(b.reshape(part, n.outputShape().prepend(batch)));
      at += size;
    }
    return all;
  }

  private boolean isTaken(int node, Set<Integer> needed) {
    return model.nodes().stream()
        .anyMatch(n -> needed.contains(n.index()) && n.inputs().contains(node));
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
  public boolean trainable() {
    return node.trainable();
  }

  @Override
  public Value parameter(String name) {
    String full = fullName(name);
    Value v = views.get(full);
    if (v == null) {
      throw new IllegalArgumentException(
          "The layer " + node.name() + " has no parameter " + name + ".");
    }
    // A layer that is applied again goes on from what its last application has left.
    return updates.getOrDefault(full, v);
  }

  private String fullName(String parameter) {
    return model.nodes().get(node.parametersOf()).name() + "/" + parameter;
  }

  @Override
  public void update(String name, Value value) {
    parameter(name);
    updates.put(fullName(name), value);
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
