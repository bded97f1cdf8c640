package dev.imbrex.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.cpu.CpuProvider;
import dev.imbrex.cpu.OneOp;
import dev.imbrex.op.Op;
import dev.imbrex.op.composite.AdamUpdate;
import dev.imbrex.op.composite.RmspropUpdate;
import dev.imbrex.op.composite.SgdUpdate;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Optimisers' state where the gradient stays 0, as it does at the edge of pictures. */
class UpdatesTest {
  /** Whole vectors and a rest. */
  private static final int SIZE = 37;

  private static HostTensor all(double x) {
    HostTensor t = HostTensor.zeros(TensorType.f32(SIZE));
    for (int i = 0; i < SIZE; i++) {
      t.set(i, x);
    }
    return t;
  }

  private static List<HostTensor> step(Op op, double weight, double gradient, double... state) {
    List<HostTensor> in = new ArrayList<>(List.of(all(weight), all(gradient)));
    for (double s : state) {
      in.add(all(s));
    }
    in.add(HostTensor.scalar(1e-3f));
    try (Backend b = CpuProvider.open(1)) {
      return OneOp.run(b, op, in);
    }
  }

  private static void assertAll(double expected, HostTensor t) {
    for (int i = 0; i < SIZE; i++) {
      assertEquals(expected, t.get(i), "element " + i);
    }
  }

  @Test
  void whatIsNearlyNothingBecomesNothing() {
    List<HostTensor> adam =
        step(new AdamUpdate(0.9, 0.999, 1e-7, false), 0.5, 0, -0x1p-100, 0x1p-100);
    assertAll(0.5, adam.get(0));
    assertAll(0, adam.get(1));
    assertAll(0, adam.get(2));
    assertAll(0, step(new SgdUpdate(0.9, false), 0.5, 0, -0x1p-100).get(1));
    assertAll(0, step(new RmspropUpdate(0.9, 1e-7), 0.5, 0, 0x1p-100).get(1));
  }

  @Test
  void whatIsMoreStays() {
    List<HostTensor> adam = step(new AdamUpdate(0.5, 0.5, 1e-7, false), 0.5, 0, -0x1p-99, 0x1p-99);
    assertAll(-0x1p-100, adam.get(1));
    assertAll(0x1p-100, adam.get(2));
    assertAll(-0x1p-100, step(new SgdUpdate(0.5, false), 0.5, 0, -0x1p-99).get(1));
    assertAll(0x1p-100, step(new RmspropUpdate(0.5, 1e-7), 0.5, 0, 0x1p-99).get(1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsNoNumberShows(double gradient) {
    for (HostTensor t :
        step(new AdamUpdate(0.9, 0.999, 1e-7, false), 0.5, gradient, 0, 0).subList(1, 3)) {
      for (int i = 0; i < SIZE; i++) {
        assertTrue(!Double.isFinite(t.get(i)), "element " + i);
      }
    }
  }
}
