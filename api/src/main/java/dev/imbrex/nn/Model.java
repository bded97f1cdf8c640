package dev.imbrex.nn;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.config.Registry;
import dev.imbrex.nn.init.RandomStream;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
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

  private final List<LayerNode> nodes;
  private final List<Parameter> parameters;
  private final TensorType weightsType;
  private final TensorType stateType;
  private @Nullable HostTensor weights;
  private @Nullable HostTensor state;

  Model(List<LayerNode> nodes) {
    this.nodes = List.copyOf(nodes);
    List<Parameter> all = new ArrayList<>();
    long trained = 0;
    long others = 0;
    for (LayerNode n : nodes) {
      for (ParameterSpec s : n.layer().parameters(n.inputShape())) {
        long offset = s.trainable() ? trained : others;
        String name = n.name() + "/" + s.name();
        all.add(new Parameter(name, n.name(), s, (int) offset, all.size()));
        if (s.trainable()) {
          trained += s.shape().size();
        } else {
          others += s.shape().size();
        }
        if (trained + others > Integer.MAX_VALUE / 4) {
          throw new ShapeException(
              n.name()
                  + ": the model has more than "
                  + Integer.MAX_VALUE / 4
                  + " parameters; use smaller layers.");
        }
      }
    }
    this.parameters = List.copyOf(all);
    this.weightsType = TensorType.f32((int) Math.max(1, trained));
    this.stateType = TensorType.f32((int) Math.max(1, others));
  }

  /** Returns the layers at their places. */
  public List<LayerNode> nodes() {
    return nodes;
  }

  /** Returns the last layer at its place. */
  LayerNode last() {
    return nodes.get(nodes.size() - 1);
  }

  /** Returns the shape of one example. */
  public Shape inputShape() {
    return nodes.get(0).outputShape();
  }

  /** Returns the shape of the result for one example. */
  public Shape outputShape() {
    return last().outputShape();
  }

  /** Returns all parameters, layer by layer. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Returns the type of {@link #weights}. */
  TensorType weightsType() {
    return weightsType;
  }

  /** Returns the type of {@link #state}. */
  TensorType stateType() {
    return stateType;
  }

  /** Returns the number of numbers in all parameters, trained or not. */
  public long countParams() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  /** Returns the number of numbers in the trained parameters. */
  public long countTrainableParams() {
    return parameters.stream().filter(Parameter::trainable).mapToLong(Parameter::size).sum();
  }

  /** Returns how many products are added up for one example. */
  public long multiplyAdds() {
    return nodes.stream().mapToLong(n -> n.layer().multiplyAdds(n.inputShape())).sum();
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
  public synchronized boolean isInitialized() {
    return weights != null;
  }

  /**
   * Gives all parameters their first values; the same seed gives the same bits on every machine.
   */
  public synchronized void initialize(long seed) {
    HostTensor w = HostTensor.zeros(weightsType);
    HostTensor s = HostTensor.zeros(stateType);
    for (Parameter p : parameters) {
      HostTensor to = p.trainable() ? w : s;
      DoubleSupplier values =
          p.spec().initializer().values(p.spec().fans(), new RandomStream(seed, p.stream()));
      ByteBuffer bytes = to.buffer();
      int end = p.offset() + p.size();
      for (int i = p.offset(); i < end; i++) {
        bytes.putFloat(4 * i, (float) values.getAsDouble());
      }
    }
    weights = w;
    state = s;
  }

  /**
   * Returns the trained parameters as they lie, F32 {@code [n]}; writing to it changes the model.
   * Initialises with {@link #DEFAULT_SEED} what has not been.
   */
  public synchronized HostTensor weights() {
    if (weights == null) {
      initialize(DEFAULT_SEED);
    }
    return Objects.requireNonNull(weights);
  }

  /** Returns the parameters that are not trained, as {@link #weights} does the others. */
  public synchronized HostTensor state() {
    if (state == null) {
      initialize(DEFAULT_SEED);
    }
    return Objects.requireNonNull(state);
  }

  /**
   * Returns a parameter's numbers as a tensor that shares memory with the model.
   *
   * @param name such as {@code conv2d/kernel}
   * @throws IllegalArgumentException if there is no such parameter
   */
  public HostTensor parameter(String name) {
    return view(
        parameters.stream()
            .filter(p -> p.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The model has no parameter " + name + "; it has " + names() + ".")));
  }

  private List<String> names() {
    return parameters.stream().map(Parameter::name).toList();
  }

  private HostTensor view(Parameter p) {
    ByteBuffer bytes = (p.trainable() ? weights() : state()).buffer();
    bytes.position(4 * p.offset()).limit(4 * (p.offset() + p.size()));
    return HostTensor.wrap(new TensorType(DType.F32, p.shape()), bytes);
  }

  /** Returns all parameters by name, sharing memory with the model, layer by layer. */
  public Map<String, HostTensor> parameterValues() {
    Map<String, HostTensor> m = new LinkedHashMap<>();
    parameters.forEach(p -> m.put(p.name(), view(p)));
    return m;
  }

  /**
   * Copies all parameters from a map.
   *
   * @throws ModelFormatException if one is missing, has another type or is not of this model;
   *     nothing has been changed then
   */
  public void setParameterValues(Map<String, HostTensor> values) {
    TreeSet<String> unknown = new TreeSet<>(values.keySet());
    names().forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new ModelFormatException(
          "The weights are those of another model: this one has no "
              + unknown
              + ", but "
              + names()
              + ".");
    }
    for (Parameter p : parameters) {
      HostTensor v = values.get(p.name());
      TensorType expected = new TensorType(DType.F32, p.shape());
      if (v == null || !v.type().equals(expected)) {
        throw new ModelFormatException(
            "The weights are those of another model: "
                + p.name()
                + " should be "
                + expected
                + ", but "
                + (v == null ? "is missing" : "is " + v.type())
                + ".");
      }
    }
    for (Parameter p : parameters) {
      HostTensor v = Objects.requireNonNull(values.get(p.name()));
      view(p).buffer().put(v.buffer());
    }
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
   * Returns the layers as a map from which {@link #fromConfig} makes the model, without numbers.
   */
  public Map<String, Object> config() {
    return Sequential.config(nodes);
  }

  /**
   * Makes the model that {@link #config} describes.
   *
   * @throws ModelFormatException if a layer is unknown, an option is wrong, or layers do not fit
   */
  public static Model fromConfig(Map<String, ?> config) {
    return Registry.<Model>of("model").with(Sequential.TYPE, Sequential::fromConfig).create(config);
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
