package dev.imbrex.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imbrex.nn.layers.ChannelPadding;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.LocalResponseNormalization;
import dev.imbrex.tensor.ShapeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What layers do along channels; LAY-2. */
class LocalResponseNormalizationTest {
  private static final double[] X = {1, -2, 3, 4, 0, 6, 7};

  /** Sums of squares of up to five neighbours. */
  private static final double[] SUMS = {14, 30, 30, 65, 110, 101, 85};

  private static double[] of(Layer layer, double... x) {
    Model m = Sequential.of(Input.of(1, 1, x.length), layer);
    Map<Port, double[]> in =
        Map.of(Port.WEIGHTS, new double[1], Port.STATE, new double[1], Port.EXAMPLES, x);
    List<double[]> out =
        new InterpretedModel().run(InterpretedModel.exact(m).predict(1), in).get(Port.PREDICTIONS);
    return out.get(0);
  }

  private static double[] byHand(double a, double beta, double k) {
    double[] y = new double[X.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = X[i] / Math.pow(k + a * SUMS[i], beta);
    }
    return y;
  }

  @Test
  void alexNetHasTwoAndAlpha() {
    LocalResponseNormalization layer = LocalResponseNormalization.of();
    assertArrayEquals(byHand(1e-4, 0.75, 2), of(layer, X), 1e-12);
    assertArrayEquals(byHand(0.5, 0.75, 2), of(layer.alpha(0.5), X), 1e-12);
  }

  @Test
  void googLeNetHasOneAndAlphaByTheNumberOfChannels() {
    LocalResponseNormalization layer = LocalResponseNormalization.of().k(1).mean(true).alpha(2);
    assertArrayEquals(byHand(0.4, 0.75, 1), of(layer, X), 1e-12);
  }

  @Test
  void anyExponentIsTaken() {
    LocalResponseNormalization layer = LocalResponseNormalization.of().alpha(1).beta(1.5);
    assertArrayEquals(byHand(1, 1.5, 2), of(layer, X), 1e-12);
  }

  @Test
  void oneChannelIsItsOwnNeighbourhood() {
    LocalResponseNormalization layer = LocalResponseNormalization.of().size(1).alpha(1).beta(0.5);
    assertArrayEquals(new double[] {1 / Math.sqrt(3)}, of(layer, 1), 1e-12);
    assertArrayEquals(new double[] {1 / Math.sqrt(3)}, of(layer.size(5), 1), 1e-12);
  }

  @Test
  void senselessNumbersAreRefused() {
    LocalResponseNormalization layer = LocalResponseNormalization.of();
    assertThrows(ShapeException.class, () -> layer.size(4));
    assertThrows(ShapeException.class, () -> layer.alpha(-1));
    assertThrows(ShapeException.class, () -> layer.beta(Double.NaN));
    assertThrows(ShapeException.class, () -> layer.k(0));
    assertThrows(IllegalArgumentException.class, () -> ChannelPadding.of(-1));
  }

  @Test
  void channelsOfZerosComeBehindThoseThereAre() {
    assertArrayEquals(new double[] {5, 6, 0, 0, 0}, of(ChannelPadding.of(3), 5, 6), 0);
  }
}
