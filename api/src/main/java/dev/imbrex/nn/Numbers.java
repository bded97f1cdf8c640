package dev.imbrex.nn;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.init.RandomStream;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The parameters of a model and, once there are any, their numbers on the host. */
final class Numbers {
  private final List<Parameter> parameters;
  private final TensorType weightsType;
  private final TensorType stateType;

  /** The first values of parameters that come from another model, by name. */
  private final Map<String, HostTensor> inherited = new HashMap<>();

  private @Nullable HostTensor weights;
  private @Nullable HostTensor state;

  /** Lays out the parameters of layers. */
  Numbers(List<LayerNode> nodes) {
    List<Parameter> all = new ArrayList<>();
    long trained = 0;
    long others = 0;
    for (LayerNode n : nodes) {
      for (ParameterSpec spec : n.sharesParameters() ? List.<ParameterSpec>of() : specs(n)) {
        ParameterSpec s = n.trainable() || !spec.trainable() ? spec : spec.frozen();
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

  private static List<ParameterSpec> specs(LayerNode n) {
    return n.layer().parameters(n.inputShape());
  }

  /** Returns all parameters, layer by layer. */
  List<Parameter> parameters() {
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

  /** Takes over the numbers that a layer has in another model, if that has any. */
  void inherit(LayerNode n, Symbol.Origin from) {
    if (!n.sharesParameters() && from.model().isInitialized()) {
      String there = from.model().nodes().get(from.node()).name();
      for (ParameterSpec s : specs(n)) {
        HostTensor numbers = from.model().parameter(there + "/" + s.name());
        inherited.put(n.name() + "/" + s.name(), numbers.copy());
      }
    }
  }

  /** Returns whether every parameter's numbers have been taken over. */
  boolean isInherited() {
    return !parameters.isEmpty() && inherited.size() == parameters.size();
  }

  /** Gives some of these parameters, in another model, the numbers that they have here. */
  synchronized void copyTo(Numbers other) {
    if (isInitialized()) {
      Map<String, HostTensor> all = values();
      for (Parameter p : other.parameters) {
        other.view(p).buffer().put(Objects.requireNonNull(all.get(p.name())).buffer());
      }
    }
    for (Parameter p : other.parameters) {
      HostTensor known = inherited.get(p.name());
      if (known != null) {
        other.inherited.put(p.name(), known);
      }
    }
  }

  synchronized boolean isInitialized() {
    return weights != null;
  }

  synchronized void initialize(long seed) {
    HostTensor w = HostTensor.zeros(weightsType);
    HostTensor s = HostTensor.zeros(stateType);
    for (Parameter p : parameters) {
      HostTensor to = p.trainable() ? w : s;
      ByteBuffer bytes = to.buffer();
      HostTensor known = inherited.get(p.name());
      if (known != null) {
        bytes.position(4 * p.offset()).put(known.buffer());
        continue;
      }
      DoubleSupplier values =
          p.spec().initializer().values(p.spec().fans(), new RandomStream(seed, p.stream()));
      int end = p.offset() + p.size();
      for (int i = p.offset(); i < end; i++) {
        bytes.putFloat(4 * i, (float) values.getAsDouble());
      }
    }
    weights = w;
    state = s;
  }

  synchronized HostTensor weights() {
    if (weights == null) {
      initialize(Model.DEFAULT_SEED);
    }
    return Objects.requireNonNull(weights);
  }

  synchronized HostTensor state() {
    if (state == null) {
      initialize(Model.DEFAULT_SEED);
    }
    return Objects.requireNonNull(state);
  }

  HostTensor parameter(String name) {
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

  Map<String, HostTensor> values() {
    Map<String, HostTensor> m = new LinkedHashMap<>();
    parameters.forEach(p -> m.put(p.name(), view(p)));
    return m;
  }

  void set(Map<String, HostTensor> values) {
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
}
