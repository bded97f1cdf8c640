package dev.imbrex.nn;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.config.Registry;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A network: layers, and on the host the numbers of their parameters.
 *
 * <p>All trained parameters lie one behind the other in one float32 vector, {@link #weights}, and
 * all others, such as the running statistics of batch norm, in another, {@link #state}; each has at
 * least one element. The layers never change; the numbers do, when they are initialised, set or
 * trained. Safe for use from several threads as long as none of them changes the numbers.
 */
public final class Model {
  /** The seed of a model whose numbers are used before anyone has initialised them. */
  public static final long DEFAULT_SEED = 0;

  private final Graph graph;
  private final List<LayerNode> nodes;
  private final Numbers numbers;
  private @Nullable List<Symbol> symbols;

  /** Creates a model, in which layers that are those of another model have its numbers. */
  Model(Graph.Assembled assembled) {
    this(assembled.graph());
    assembled.origins().forEach((i, origin) -> numbers.inherit(nodes.get(i), origin));
    if (numbers.isInherited()) {
      initialize(DEFAULT_SEED);
    }
  }

  private Model(Graph graph) {
    this.graph = graph;
    this.nodes = graph.nodes();
    this.numbers = new Numbers(nodes);
  }

  /**
   * Returns the network that leads from an input to an output.
   *
   * @throws IllegalArgumentException if the output depends on another input, or two layers have
   *     been given the same name
   */
  public static Model of(Symbol input, Symbol output) {
    return of(List.of(input), List.of(output));
  }

  /** Returns the network that leads from these inputs to these outputs, the main one first. */
  public static Model of(List<Symbol> inputs, List<Symbol> outputs) {
    return of(inputs, outputs, List.of());
  }

  /**
   * Returns the network that leads from these inputs to these outputs.
   *
   * @param outputs what prediction gives, the main one first
   * @param auxiliaries side outputs that are there in training only
   * @throws IllegalArgumentException if an output depends on an input that is not among these, an
   *     input is not used, outputs are the same, or two layers have been given the same name
   * @throws ShapeException if layers that share weights need different ones
   */
  public static Model of(List<Symbol> inputs, List<Symbol> outputs, List<Auxiliary> auxiliaries) {
    return new Model(Graph.of(inputs, outputs, auxiliaries));
  }

  /** Returns the layers at their places, each behind those whose results it takes. */
  public List<LayerNode> nodes() {
    return nodes;
  }

  Graph graph() {
    return graph;
  }

  /**
   * Returns a layer at its place.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public LayerNode node(String name) {
    return nodes.stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The model has no layer "
                        + name
                        + "; it has "
                        + nodes.stream().map(LayerNode::name).toList()
                        + "."));
  }

  /** Returns the layers that examples enter by; most models have one. */
  public List<LayerNode> inputs() {
    return graph.inputs();
  }

  /** Returns the layers whose results prediction gives, the main one first. */
  public List<LayerNode> outputs() {
    return graph.outputs().stream().map(nodes::get).toList();
  }

  /** Returns the layer whose result is the main output. */
  LayerNode last() {
    return nodes.get(graph.outputs().get(0));
  }

  /**
   * Returns the shape of one example; where there are several inputs, {@code [n]} for the numbers
   * of all of them one behind the other.
   */
  public Shape inputShape() {
    List<LayerNode> in = inputs();
    return in.size() == 1
        ? in.get(0).outputShape()
        : Shape.of(in.stream().mapToInt(n -> n.outputShape().intSize()).sum());
  }

  /** Returns the shape of the main result for one example. */
  public Shape outputShape() {
    return last().outputShape();
  }

  /** Returns what layers give, for other models to go on from; the layers keep their numbers. */
  private synchronized List<Symbol> symbols() {
    if (symbols == null) {
      symbols = copy("", inputs().stream().map(n -> Symbol.input((InputLayer) n.layer())).toList());
    }
    return symbols;
  }

  /**
   * Returns what an input takes, for another model with the same input.
   *
   * @see #result
   */
  public Symbol input() {
    return symbols().get(0);
  }

  /**
   * Returns what a layer gives, for another model to go on from.
   *
   * <p>That model begins with the numbers that the layers have here when it is made; from then on
   * each has its own.
   *
   * <pre>{@code
   * Symbol features = model.result("avgpool");
   * Model other = Model.of(model.input(), Dense.of(5).apply(features));
   * }</pre>
   *
   * @throws IllegalArgumentException if there is no layer of this name
   */
  public Symbol result(String layer) {
    return symbols().get(node(layer).index());
  }

  /**
   * Returns what this model's main output is for these, as part of a larger model, which begins
   * with the numbers that the layers have here when it is made. Applied several times within one
   * model, it shares its weights.
   *
   * @param name goes before the names of the layers, as in {@code name.conv2d}
   * @param inputs as many as the model has
   * @throws ShapeException if they have other shapes than the model takes
   */
  public Symbol apply(String name, Symbol... inputs) {
    return applyAll(name, inputs).get(0);
  }

  /** Returns what {@link #apply} does, for all outputs. */
  public List<Symbol> applyAll(String name, Symbol... given) {
    List<Shape> expected = inputs().stream().map(LayerNode::outputShape).toList();
    List<Shape> shapes = Arrays.stream(given).map(Symbol::shape).toList();
    if (!shapes.equals(expected)) {
      throw new ShapeException(
          name + ": the model takes examples " + expected + ", but is given " + shapes + ".");
    }
    List<Symbol> all = copy(name + ".", List.of(given));
    return graph.outputs().stream().map(all::get).toList();
  }

  /** Returns what every layer gives for these inputs. */
  private List<Symbol> copy(String prefix, List<Symbol> inputs) {
    List<Symbol> all = new ArrayList<>();
    for (LayerNode n : nodes) {
      all.add(
          n.inputs().isEmpty()
              ? inputs.get(n.index())
              : Symbol.of(
                  n.layer().named(prefix + n.name()),
                  n.inputs().stream().map(all::get).toList(),
                  new Symbol.Placement(
                      new Symbol.Origin(this, n.parametersOf()), n.trainable(), n.rateFactor())));
    }
    return all;
  }

  /**
   * Returns this model with some of its layers frozen, and the others as they are: their parameters
   * stay as they are in training, and batch norms use their moving statistics.
   *
   * @param which the layers to freeze
   */
  public Model freeze(Predicate<LayerNode> which) {
    return with(n -> which.test(n) ? n.trainable(false) : n);
  }

  /**
   * Returns this model with all layers up to one of them frozen, as for transfer learning.
   *
   * @param layer the last one to freeze
   * @throws IllegalArgumentException if there is no layer of this name
   */
  public Model freezeUntil(String layer) {
    int last = node(layer).index();
    return freeze(n -> n.index() <= last);
  }

  /** Returns this model with all layers trained. */
  public Model unfreeze() {
    return with(n -> n.trainable(true));
  }

  /**
   * Returns this model with another factor for the learning rate of some layers.
   *
   * @param factor 1 for the rate as it is, 0.1 for a tenth of it
   * @throws IllegalArgumentException if the factor is not a positive number
   */
  public Model learningRateFactor(Predicate<LayerNode> which, double factor) {
    if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The factor of a learning rate must be a positive number, not "
              + factor
              + "; freeze layers that are not to learn.");
    }
    return with(n -> which.test(n) ? n.rateFactor(factor) : n);
  }

  /** Returns this model as it predicts: without side outputs and what only they need. */
  public Model withoutAuxiliaries() {
    return graph.auxiliaries().isEmpty() ? this : withNumbers(graph.withoutAuxiliaries());
  }

  private Model with(UnaryOperator<LayerNode> change) {
    return withNumbers(graph.with(nodes.stream().map(change).toList()));
  }

  /** Returns a model of some of the same layers with the numbers that they have here. */
  private Model withNumbers(Graph other) {
    Model m = new Model(other);
    numbers.copyTo(m.numbers);
    return m;
  }

  /** Returns all parameters, layer by layer. */
  public List<Parameter> parameters() {
    return numbers.parameters();
  }

  /** Returns the type of {@link #weights}. */
  TensorType weightsType() {
    return numbers.weightsType();
  }

  /** Returns the type of {@link #state}. */
  TensorType stateType() {
    return numbers.stateType();
  }

  /** Returns the number of numbers in all parameters, trained or not. */
  public long countParams() {
    return parameters().stream().mapToLong(Parameter::size).sum();
  }

  /** Returns the number of numbers in the trained parameters. */
  public long countTrainableParams() {
    return parameters().stream().filter(Parameter::trainable).mapToLong(Parameter::size).sum();
  }

  /** Returns how many products are added up for one example in prediction. */
  public long multiplyAdds() {
    return graph.needed(graph.outputs()).stream()
        .mapToLong(i -> LayerCalls.multiplyAdds(nodes.get(i)))
        .sum();
  }

  /** Returns what each layer is to the model, in their order. */
  public List<LayerSummary> layerSummaries() {
    return LayerSummary.of(this);
  }

  /** Returns layers, shapes, parameters, multiply-adds and receptive fields as a table. */
  public String summary() {
    return Summary.of(this);
  }

  /** Returns whether the parameters have been initialised or set. */
  public boolean isInitialized() {
    return numbers.isInitialized();
  }

  /**
   * Gives all parameters their first values; the same seed gives the same bits on every machine.
   * Those that have been taken over from another model get the values that they had there.
   */
  public void initialize(long seed) {
    numbers.initialize(seed);
  }

  /**
   * Returns the trained parameters as they lie, F32 {@code [n]}; writing to it changes the model.
   * Initialises with {@link #DEFAULT_SEED} what has not been.
   */
  public HostTensor weights() {
    return numbers.weights();
  }

  /** Returns the parameters that are not trained, as {@link #weights} does the others. */
  public HostTensor state() {
    return numbers.state();
  }

  /**
   * Returns a parameter's numbers as a tensor that shares memory with the model.
   *
   * @param name such as {@code conv2d/kernel}
   * @throws IllegalArgumentException if there is no such parameter
   */
  public HostTensor parameter(String name) {
    return numbers.parameter(name);
  }

  /** Returns all parameters by name, sharing memory with the model, layer by layer. */
  public Map<String, HostTensor> parameterValues() {
    return numbers.values();
  }

  /**
   * Copies all parameters from a map.
   *
   * @throws ModelFormatException if one is missing, has another type or is not of this model;
   *     nothing has been changed then
   */
  public void setParameterValues(Map<String, HostTensor> values) {
    numbers.set(values);
  }

  /**
   * Returns what the network gives for some examples.
   *
   * <p>Compiles it each time; for many calls use a {@link Predictor}.
   *
   * @param x a batch {@code [N, ...]}, or one example; F32
   * @return a batch of results, or one
   * @throws ShapeException if the examples have another shape
   */
  public HostTensor predict(Backend backend, HostTensor x) {
    boolean one = x.shape().equals(inputShape());
    try (Predictor p = Predictor.of(backend, this, one ? 1 : Math.min(x.shape().dim(0), 128))) {
      return p.predict(x);
    }
  }

  /**
   * Returns what every output of the network gives for some examples, the main one first.
   *
   * @param inputs for each input a batch {@code [N, ...]}, F32
   * @throws ShapeException if the examples have other shapes
   */
  public List<HostTensor> predict(Backend backend, List<HostTensor> inputs) {
    HostTensor x = Examples.pack(this, inputs);
    try (Predictor p = Predictor.of(backend, this, Math.min(x.shape().dim(0), 128))) {
      return p.predictAll(x);
    }
  }

  /**
   * Returns the layers as a map from which {@link #fromConfig} makes the model, without numbers.
   */
  public Map<String, Object> config() {
    return graph.config();
  }

  /**
   * Makes the model that {@link #config} describes.
   *
   * @throws ModelFormatException if a layer is unknown, an option is wrong, or layers do not fit
   */
  public static Model fromConfig(Map<String, ?> config) {
    return Registry.<Model>of("model")
        .with(Sequential.TYPE, c -> new Model(Sequential.fromConfig(c)))
        .with(Graph.TYPE, c -> new Model(Graph.fromConfig(c)))
        .create(config);
  }

  /**
   * Saves layers and numbers in a folder of its own. What is there of an earlier model stays as
   * {@code <name>.previous} until the next time.
   *
   * @throws IllegalArgumentException if the folder exists and is no model
   * @throws java.io.UncheckedIOException if it can not be written; nothing is lost then
   */
  public void save(Path folder) {
    ModelFiles.save(folder, this);
  }

  /**
   * Loads what {@link #save} has saved.
   *
   * @throws ModelFormatException if there is none, it is damaged, or its parts do not fit
   */
  public static Model load(Path folder) {
    return ModelFiles.read(folder);
  }

  /** Returns the names of the layers. */
  @Override
  public String toString() {
    return "Model " + nodes.stream().map(LayerNode::name).toList();
  }
}
