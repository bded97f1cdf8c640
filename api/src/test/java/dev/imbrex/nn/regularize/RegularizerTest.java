package dev.imbrex.nn.regularize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imbrex.nn.Emitted;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegularizerTest {
  private static double penalty(Regularizer r) {
    HostTensor w = HostTensor.ofDoubles(Shape.of(2, 2), 1, -2, 0, 3);
    return Emitted.run((b, v) -> List.of(r.emit(b, v.get(0))), w).get(0)[0];
  }

  @Test
  void penaltiesAreSumsNotMeans() {
    assertEquals(0.6, penalty(Regularizer.l1(0.1)), 1e-15);
    assertEquals(2.8, penalty(Regularizer.l2(0.2)), 1e-15);
    assertEquals(3.4, penalty(Regularizer.l1l2(0.1, 0.2)), 1e-15);
  }

  @Test
  void mapsMakeTheSameRegularizerAgain() {
    Regularizer r = Regularizer.l1l2(0.1, 0.2);
    assertEquals(r, Regularizers.fromConfig(r.config()));
    assertThrows(IllegalArgumentException.class, () -> Regularizer.l2(-1));
  }
}
