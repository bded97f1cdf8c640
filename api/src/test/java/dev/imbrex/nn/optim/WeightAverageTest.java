package dev.imbrex.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.Emitted;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class WeightAverageTest {
  private static final WeightAverage PLAIN = WeightAverage.of(SGD.of(0.5), 0.75);

  /** Returns weights and average after one step with gradient 1. */
  private static double[] step(double w, double average, long step, boolean negate) {
    HostTensor[] in = new HostTensor[3];
    in[0] = HostTensor.ofDoubles(Shape.of(1), w);
    in[1] = HostTensor.ofDoubles(Shape.of(1), 1);
    in[2] = HostTensor.ofDoubles(Shape.of(1), average);
    double[] s = PLAIN.scalars(0.5, step);
    List<HostTensor> all = new ArrayList<>(Arrays.asList(in));
    for (double d : s) {
      all.add(HostTensor.ofDoubles(Shape.scalar(), d));
    }
    List<double[]> out =
        Emitted.run(
            (b, v) -> {
              UnaryOperator<Value> c = negate ? b::neg : UnaryOperator.identity();
              return PLAIN.update(
                  b, v.get(0), v.get(1), v.subList(2, 3), v.subList(3, v.size()), c);
            },
            all.toArray(HostTensor[]::new));
    return new double[] {out.get(0)[0], out.get(1)[0]};
  }

  @Test
  void theFirstAverageIsWhatTheFirstStepGave() {
    assertArrayEquals(new double[] {1.5, 1.5}, step(2, 123, 0, false));
  }

  @Test
  void laterAveragesKeepAShareOfThemselves() {
    assertArrayEquals(new double[] {1, 0.75 * 1.5 + 0.25 * 1}, step(1.5, 1.5, 1, false));
  }

  @Test
  void whatIsAveragedHasMetItsConstraints() {
    assertArrayEquals(new double[] {-1, 0.75 * 1.5 - 0.25 * 1}, step(1.5, 1.5, 1, true));
  }

  @Test
  void itHasOneSlotMoreAndElseIsTheOptimizer() {
    Adam adam = Adam.of(Schedule.step(0.1, 5, 0.5)).clipping(Clipping.byGlobalNorm(2));
    WeightAverage a = WeightAverage.of(adam, 0.9);
    assertEquals(adam.slots() + 1, a.slots());
    assertEquals(adam.schedule(), a.schedule());
    assertEquals(adam.clipping(), a.clipping());
    assertEquals(adam.slotStart(), a.slotStart());
    assertTrue(a.averages());
    double[] own = adam.scalars(0.1, 7);
    double[] all = a.scalars(0.1, 7);
    assertArrayEquals(own, Arrays.copyOf(all, own.length));
    assertArrayEquals(new double[] {0.9, 1 - 0.9}, Arrays.copyOfRange(all, own.length, all.length));
  }

  @Test
  void mapsMakeTheSameAgain() {
    WeightAverage a = WeightAverage.of(RMSprop.of(0.01), 0.99);
    assertEquals(a, Optimizers.fromConfig(a.config()));
    assertThrows(
        ModelFormatException.class,
        () -> Optimizers.fromConfig(Map.of("type", "WeightAverage", "decay", 0.9)));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> WeightAverage.of(SGD.of(0.1), 1));
    assertThrows(IllegalArgumentException.class, () -> WeightAverage.of(SGD.of(0.1), -0.1));
    assertThrows(IllegalArgumentException.class, () -> WeightAverage.of(PLAIN, 0.9));
  }
}
