package dev.imbrex.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.MatMul;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpWaysTest {
  private static final MatMul PRODUCT = new MatMul(false, true);
  private static final List<TensorType> TYPES = List.of(TensorType.f32(4, 2), TensorType.f32(3, 2));
  private static final String KEY =
      "MatMul[transposeA=false, transposeB=true] of [F32[4, 2], F32[3, 2]]";

  /** Checkpoints hold these texts: with others, those that there are would say nothing any more. */
  @Test
  void theTextOfAnOpStaysWhatItIs() {
    assertEquals(KEY, OpWays.key(PRODUCT, TYPES));
    assertEquals(
        "ConvBiasActivation[window=Window[kernelH=3, kernelW=3, strideH=2, strideW=2, dilationH=1,"
            + " dilationW=1, padding=Explicit[top=1, bottom=2, left=3, right=4]], groups=1,"
            + " activation=Activation[fn=RELU, alpha=1.0], keepArgument=false]"
            + " of [F32[1, 8, 8, 2], F32[3, 3, 2, 4], F32[4]]",
        OpWays.key(
            new ConvBiasActivation(
                Window.of(3, 2, Padding.of(1, 2, 3, 4)),
                1,
                Activation.of(ActivationFn.RELU),
                false),
            List.of(TensorType.f32(1, 8, 8, 2), TensorType.f32(3, 3, 2, 4), TensorType.f32(4))));
  }

  @Test
  void aWayIsThatOfTheOpAndItsTypes() {
    OpWays w = new OpWays("d", Map.of(KEY, "blocks"));
    assertEquals(Optional.of("blocks"), w.of(PRODUCT, TYPES));
    assertEquals(Optional.empty(), w.of(new MatMul(false, false), TYPES));
    assertEquals(
        Optional.empty(), w.of(PRODUCT, List.of(TensorType.f32(5, 2), TensorType.f32(3, 2))));
    assertEquals(Optional.empty(), OpWays.NONE.of(PRODUCT, TYPES));
  }

  @Test
  void othersCountWhereBothKnowAnOpAndStandAloneWhereTheyAreOfAnotherDevice() {
    OpWays w = new OpWays("d", Map.of("a", "one", "b", "one"));
    assertEquals(
        new OpWays("d", Map.of("a", "one", "b", "two", "c", "two")),
        w.plus(new OpWays("d", Map.of("b", "two", "c", "two"))));
    OpWays other = new OpWays("e", Map.of("b", "two"));
    assertEquals(other, w.plus(other));
    assertEquals(w, w.plus(OpWays.NONE));
    assertEquals(w, OpWays.NONE.plus(w));
  }

  @Test
  void whatIsNoNameIsRefused() {
    for (String way : List.of("", "two words", "line\n", "a:b")) {
      String m =
          assertThrows(IllegalArgumentException.class, () -> new OpWays("d", Map.of("op", way)))
              .getMessage();
      assertTrue(m.startsWith("The way to run op should be a name"), m);
    }
    assertThrows(IllegalArgumentException.class, () -> new OpWays(" ", Map.of("op", "way")));
  }
}
