package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.Map;

/**
 * Each element divided by (k + a sum x^2)^beta, the sum over neighbouring channels at the same
 * pixel (Krizhevsky, Sutskever and Hinton, 2012, section 3.3); the shape stays.
 *
 * <p>By default n = 5, a = alpha = 1e-4, beta = 0.75 and k = 2, as in AlexNet. Caffe's networks,
 * GoogLeNet among them, have k = 1 and a = alpha / n.
 */
public final class LocalResponseNormalization extends AbstractLayer<LocalResponseNormalization> {
  private int size = 5;
  private double alpha = 1e-4;
  private double beta = 0.75;
  private double k = 2;
  private boolean mean;

  private LocalResponseNormalization() {}

  /** Returns the layer with AlexNet's numbers. */
  public static LocalResponseNormalization of() {
    return new LocalResponseNormalization();
  }

  static LocalResponseNormalization fromConfig(Config c) {
    return of().size(c.integer("size", 5))
        .alpha(c.number("alpha", 1e-4))
        .beta(c.number("beta", 0.75))
        .k(c.number("k", 2))
        .mean(c.flag("mean", false));
  }

  /**
   * Returns this layer with another number of channels that are added up, the element's own in the
   * middle; 5 by default.
   *
   * @throws ShapeException if it is not odd
   */
  public LocalResponseNormalization size(int channels) {
    return checked(with(l -> l.size = channels));
  }

  /** Returns this layer with another factor of the sum; 1e-4 by default. */
  public LocalResponseNormalization alpha(double factor) {
    return checked(with(l -> l.alpha = factor));
  }

  /** Returns this layer with another exponent; 0.75 by default. */
  public LocalResponseNormalization beta(double exponent) {
    return checked(with(l -> l.beta = exponent));
  }

  /** Returns this layer with another number that the sum is added to; 2 by default. */
  public LocalResponseNormalization k(double added) {
    return checked(with(l -> l.k = added));
  }

  /** Returns this layer, dividing alpha by n if asked, as Caffe does; not by default. */
  public LocalResponseNormalization mean(boolean divided) {
    return checked(with(l -> l.mean = divided));
  }

  private static LocalResponseNormalization checked(LocalResponseNormalization l) {
    l.op();
    return l;
  }

  private dev.imbrex.op.composite.LocalResponseNormalization op() {
    return new dev.imbrex.op.composite.LocalResponseNormalization(
        size, mean ? alpha / size : alpha, beta, k);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() == 0) {
      throw new ShapeException(
          "LocalResponseNormalization expects channels, but gets single numbers.");
    }
    return input;
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    return context.emitter().emit(op(), x);
  }

  @Override
  public String baseName() {
    return "local_response_normalization";
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("size", size, "alpha", alpha, "beta", beta, "k", k, "mean", mean);
  }
}
