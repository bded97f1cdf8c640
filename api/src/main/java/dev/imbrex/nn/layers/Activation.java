package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.Activated;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import java.util.Map;

/** An activation function as a layer of its own; the shape stays. */
public final class Activation extends AbstractLayer<Activation> implements Activated {
  private ActivationFunction activation;

  private Activation(ActivationFunction activation) {
    this.activation = activation;
  }

  /** Returns the layer, such as {@code Activation.of(RELU)}. */
  public static Activation of(ActivationFunction f) {
    return new Activation(f);
  }

  static Activation fromConfig(Config c) {
    return of(ActivationFunction.read(c, "activation", ActivationFunction.LINEAR));
  }

  @Override
  public ActivationFunction activation() {
    return activation;
  }

  @Override
  public Activation activation(ActivationFunction f) {
    return with(l -> l.activation = f);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    return activation.emit(context.emitter(), x);
  }

  @Override
  public String baseName() {
    return "activation";
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("activation", activation.config());
  }
}
