package dev.imbrex.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Dropout;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RecomputationTest {
  private static final TensorType WIDE = TensorType.f32(1000);

  /** Returns the sum of squares of something computed from x, and its gradient; the first first. */
  private static Program withGradient(ProgramBuilder b, Value x, Value y) {
    Value loss = b.sumAll(b.square(y));
    b.output(loss);
    b.output(Autodiff.gradients(b, loss, List.of(x)).get(0));
    return CommonSubexpressions.apply(DeadCode.apply(b.build()));
  }

  /** A chain of functions whose gradients need their results. */
  private static Program chain(int length) {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(WIDE);
    Value y = x;
    for (int i = 0; i < length; i++) {
      y = b.unary(Unary.Fn.TANH, y);
    }
    return withGradient(b, x, y);
  }

  @Test
  void aChainTakesAboutTwiceTheRootOfItsLength() {
    Program p = chain(64);
    Program less = Recomputation.apply(p, 0, UnaryOperator.identity());
    long one = WIDE.bytes();
    assertEquals(65 * one, Liveness.of(p).heldAfter(0), "each result, and the last squared");
    assertTrue(Liveness.of(p).peak() >= 64 * one);
    assertTrue(Liveness.of(less).peak() <= 20 * one, "peak " + Liveness.of(less).peak() / one);
    assertTrue(Liveness.of(less).heldAfter(0) <= 16 * one);
    assertTrue(less.nodes().size() <= p.nodes().size() + 64, "nothing is computed three times");
    SameBits.require(p, less);
  }

  @Test
  void whatIsKeptAnywayIsNotComputedAgain() {
    Program p = chain(1);
    assertSame(p, Recomputation.apply(p, 0, UnaryOperator.identity()), "nothing to gain");
  }

  @Test
  void randomNumbersAreDrawnAgainAlike() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(WIDE);
    Value state = b.input(TensorType.u32(4));
    Value y = x;
    for (int i = 0; i < 16; i++) {
      y = b.emit(new Dropout(0.5, i), y, state);
      y = b.unary(Unary.Fn.TANH, y);
    }
    Program p = withGradient(b, x, y);
    Program less = Recomputation.apply(p, 0, UnaryOperator.identity());
    assertTrue(Liveness.of(less).peak() < Liveness.of(p).peak());
    SameBits.require(p, less);
  }

  /** Values of random sizes that read any that there are, also from far back. */
  private static Program randomGraph(long seed) {
    Random r = new Random(seed);
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(8));
    List<Value> all = new ArrayList<>(List.of(x));
    for (int i = 0; i < 40; i++) {
      Value u = all.get(Math.max(0, all.size() - 1 - r.nextInt(4)));
      Value v = all.get(r.nextInt(all.size()));
      Value y;
      switch (r.nextInt(5)) {
        case 0:
          y = b.unary(Unary.Fn.TANH, u);
          break;
        case 1:
          y = b.mul(u, v);
          break;
        case 2:
          y = b.reshape(b.reshape(b.unary(Unary.Fn.TANH, u), Shape.of(2, 4)), Shape.of(8));
          break;
        case 3:
          y = b.mul(b.add(u, v), 0.5);
          break;
        default:
          Value wide = b.broadcast(b.reshape(u, Shape.of(1, 8)), Shape.of(1 + r.nextInt(9), 8));
          y = b.mean(b.unary(Unary.Fn.TANH, wide), false, 0);
      }
      all.add(y);
    }
    Value last = all.get(all.size() - 1);
    for (int i = 1; i <= 3; i++) {
      last = b.add(last, all.get(all.size() - 1 - i));
    }
    return withGradient(b, x, last);
  }

  @Test
  void anyGraphGivesTheSameBitsAndNeverTakesMore() {
    int better = 0;
    for (int seed = 0; seed < 150; seed++) {
      Program p = randomGraph(seed);
      Program less = Recomputation.apply(p, 0, UnaryOperator.identity());
      SameBits.require(p, less);
      long before = Liveness.of(p).peak();
      long after = Liveness.of(less).peak();
      assertTrue(after <= before, "seed " + seed);
      better += after < before ? 1 : 0;
    }
    assertTrue(better > 50, "only " + better + " of 150 take less");
  }
}
