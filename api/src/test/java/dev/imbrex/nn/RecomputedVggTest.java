package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.op.Padding;
import dev.imbrex.program.CommonSubexpressions;
import dev.imbrex.program.DeadCode;
import dev.imbrex.program.Fusion;
import dev.imbrex.program.Liveness;
import dev.imbrex.program.MemoryPlan;
import dev.imbrex.program.Program;
import dev.imbrex.program.Recomputation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What recomputation saves in VGG-16 for pictures of 224x224; nothing of it is run. */
class RecomputedVggTest {

  private static Model vgg16() {
    List<Layer> layers = new ArrayList<>(List.of(Input.of(224, 224, 3)));
    for (int[] block : new int[][] {{64, 2}, {128, 2}, {256, 3}, {512, 3}, {512, 3}}) {
      for (int i = 0; i < block[1]; i++) {
        layers.add(Conv2D.of(block[0], 3).padding(Padding.SAME).activation(RELU));
      }
      layers.add(MaxPool2D.of(2));
    }
    layers.add(Flatten.of());
    for (int i = 0; i < 2; i++) {
      layers.add(Dense.of(4096).activation(RELU));
      layers.add(Dropout.of(0.5));
    }
    layers.add(Dense.of(1000));
    return Sequential.of(layers);
  }

  @Test
  void atLeastTwoFifthsLessAreHeldAtTheEndOfTheForwardPass() {
    Objective o = new Objective(Loss.SPARSE_CATEGORICAL_CROSSENTROPY, List.of());
    ModelProgram step = ModelPrograms.of(vgg16()).train(8, o, SGD.of(0.01));
    int forward = step.outputs().indexOf(Port.ACCUMULATORS);
    Program simple = DeadCode.apply(CommonSubexpressions.apply(step.program()));
    Program all = fused(simple);
    Program some = fused(Recomputation.apply(simple, forward, RecomputedVggTest::fused));
    long before = Liveness.of(all).heldAfter(forward);
    long after = Liveness.of(some).heldAfter(forward);
    assertTrue(after <= 0.6 * before, after + " of " + before + " bytes");
    assertTrue(plan(some).arenaBytes() < plan(all).arenaBytes(), "the plan is smaller, too");
    for (Program p : List.of(all, some)) {
      MemoryPlan plan = plan(p);
      assertTrue(plan.arenaBytes() >= plan.leastBytes());
      assertTrue(
          plan.arenaBytes() <= 1.01 * plan.leastBytes(),
          plan.arenaBytes() + " where " + plan.leastBytes() + " are needed at one time");
    }
  }

  private static Program fused(Program p) {
    return Fusion.apply(p, (op, in) -> true);
  }

  private static MemoryPlan plan(Program p) {
    return MemoryPlan.of(p, new long[p.nodes().size()], 64);
  }
}
