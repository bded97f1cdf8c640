package dev.imbrex.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.Emitted;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Optimisers follow Keras's formulas, written out here once more in doubles, over several steps.
 */
class OptimizerTest {
  private static final int STEPS = 7;
  private static final double RATE = 0.05;

  /** One step of one parameter, by hand. */
  @FunctionalInterface
  private interface Formula {
    /** Changes w and s for gradient g at step t, counted from 1, and returns the new w. */
    double step(double w, double g, double[] s, int t);
  }

  /** The gradient of a bowl that leans a little more with each step. */
  private static double gradient(double w, int t) {
    return 2 * (w - 1) + 0.1 * t;
  }

  private static void assertFollows(Optimizer o, Formula formula) {
    double[] w = {3, -2, 0.5};
    List<double[]> slots = new ArrayList<>();
    for (int i = 0; i < o.slots(); i++) {
      slots.add(filled(o.slotStart()));
    }
    double[] expected = w.clone();
    double[][] memory = new double[w.length][2];
    for (double[] m : memory) {
      Arrays.fill(m, o.slotStart());
    }
    for (int t = 1; t <= STEPS; t++) {
      List<double[]> next = emitted(o, w, slots, t);
      w = next.get(0);
      slots = next.subList(1, next.size());
      for (int i = 0; i < w.length; i++) {
        expected[i] = formula.step(expected[i], gradient(expected[i], t), memory[i], t);
      }
      assertArrayEquals(expected, w, 1e-12, "step " + t);
    }
  }

  private static double[] filled(double value) {
    double[] a = new double[3];
    Arrays.fill(a, value);
    return a;
  }

  private static List<double[]> emitted(Optimizer o, double[] w, List<double[]> slots, int t) {
    double[] g = Arrays.stream(w).map(x -> gradient(x, t)).toArray();
    List<HostTensor> in = new ArrayList<>();
    in.add(HostTensor.ofDoubles(Shape.of(w.length), w));
    in.add(HostTensor.ofDoubles(Shape.of(w.length), g));
    slots.forEach(s -> in.add(HostTensor.ofDoubles(Shape.of(w.length), s)));
    for (double d : o.scalars(o.schedule().rate(t - 1), t - 1)) {
      in.add(HostTensor.ofDoubles(Shape.scalar(), d));
    }
    int k = o.slots();
    return Emitted.run(
        (b, v) -> o.update(b, v.get(0), v.get(1), v.subList(2, 2 + k), v.subList(2 + k, v.size())),
        in.toArray(HostTensor[]::new));
  }

  @Test
  void gradientDescent() {
    assertFollows(SGD.of(RATE), (w, g, s, t) -> w - RATE * g);
  }

  @Test
  void momentum() {
    assertFollows(
        SGD.of(RATE).momentum(0.9),
        (w, g, s, t) -> {
          s[0] = 0.9 * s[0] - RATE * g;
          return w + s[0];
        });
  }

  @Test
  void nesterov() {
    assertFollows(
        SGD.of(RATE).momentum(0.9).nesterov(true),
        (w, g, s, t) -> {
          s[0] = 0.9 * s[0] - RATE * g;
          return w + 0.9 * s[0] - RATE * g;
        });
  }

  @Test
  void adagrad() {
    assertFollows(
        Adagrad.of(RATE),
        (w, g, s, t) -> {
          s[0] += g * g;
          return w - RATE * g / Math.sqrt(s[0] + 1e-7);
        });
  }

  @Test
  void adagradMayStartAboveZero() {
    assertEquals(0.1, Adagrad.of(RATE).initialAccumulatorValue(0.1).slotStart());
    assertEquals(0, Adagrad.of(RATE).slotStart());
  }

  @Test
  void rmsprop() {
    assertFollows(
        RMSprop.of(RATE),
        (w, g, s, t) -> {
          s[0] = 0.9 * s[0] + 0.1 * g * g;
          return w - RATE * g / Math.sqrt(s[0] + 1e-7);
        });
  }

  private static double adam(double w, double g, double[] s, int t) {
    s[0] = 0.9 * s[0] + 0.1 * g;
    s[1] = 0.999 * s[1] + 0.001 * g * g;
    double rate = RATE * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
    return w - rate * s[0] / (Math.sqrt(s[1]) + 1e-7);
  }

  @Test
  void adam() {
    assertFollows(Adam.of(RATE), OptimizerTest::adam);
  }

  @Test
  void adamWithDecoupledDecay() {
    assertFollows(AdamW.of(RATE), (w, g, s, t) -> adam(w - RATE * 0.004 * w, g, s, t));
  }

  @Test
  void theScheduleIsFollowed() {
    assertFollows(
        SGD.of(Schedule.step(RATE, 3, 0.5)),
        (w, g, s, t) -> w - (t <= 3 ? RATE : t <= 6 ? RATE / 2 : RATE / 4) * g);
  }

  private static double[] clipped(Clipping c) {
    HostTensor g = HostTensor.ofDoubles(Shape.of(4), 3, -4, 0.6, -0.8);
    return Emitted.run((b, v) -> List.of(c.emit(b, v.get(0), List.of(2, 2))), g).get(0);
  }

  @Test
  void clipping() {
    assertArrayEquals(new double[] {3, -4, 0.6, -0.8}, clipped(Clipping.NONE));
    assertArrayEquals(new double[] {2, -2, 0.6, -0.8}, clipped(Clipping.byValue(2)));
    assertArrayEquals(new double[] {1.5, -2, 0.6, -0.8}, clipped(Clipping.byNorm(2.5)), 1e-15);
    double f = 2.5 / Math.sqrt(26);
    assertArrayEquals(
        new double[] {3 * f, -4 * f, 0.6 * f, -0.8 * f},
        clipped(Clipping.byGlobalNorm(2.5)),
        1e-15);
    assertArrayEquals(new double[] {3, -4, 0.6, -0.8}, clipped(Clipping.byGlobalNorm(10)));
  }

  @Test
  void mapsMakeTheSameOptimizerAgain() {
    for (Optimizer o :
        List.of(
            SGD.of(0.1).momentum(0.5).nesterov(true),
            SGD.of(Schedule.warmup(10, Schedule.cosine(0.1, 100, 0.01)))
                .clipping(Clipping.byGlobalNorm(1)),
            Adagrad.of(0.2).initialAccumulatorValue(0.1).epsilon(1e-5),
            RMSprop.of(0.01).rho(0.8).epsilon(1e-6).clipping(Clipping.byValue(3)),
            Adam.of(Schedule.exponential(0.01, 50, 0.9)).beta1(0.8).beta2(0.99).epsilon(1e-8),
            AdamW.of(0.002).weightDecay(0.1).clipping(Clipping.byNorm(2)))) {
      Optimizer again = Optimizers.fromConfig(o.config());
      assertEquals(o, again);
      assertEquals(o.config(), again.config());
    }
  }

  @Test
  void optionsInMapsAreChecked() {
    ModelFormatException e =
        assertThrows(
            ModelFormatException.class,
            () -> Optimizers.fromConfig(Map.of("type", "Adam", "momentum", 0.9)));
    assertTrue(e.getMessage().contains("momentum"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> SGD.of(-1));
    assertThrows(IllegalArgumentException.class, () -> SGD.of(1).momentum(2));
    assertThrows(IllegalArgumentException.class, () -> Clipping.byNorm(0));
  }
}
