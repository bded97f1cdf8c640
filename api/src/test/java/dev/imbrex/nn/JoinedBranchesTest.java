package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;
import static dev.imbrex.nn.activation.ActivationFunction.SWISH;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.nn.layers.Concatenate;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Padding;
import dev.imbrex.op.composite.ActivationGrad;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.program.CommonSubexpressions;
import dev.imbrex.program.DeadCode;
import dev.imbrex.program.Fusion;
import dev.imbrex.program.Program;
import dev.imbrex.program.SameBits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Branches that are concatenated write into the result, in prediction and in training. */
class JoinedBranchesTest {

  /** An Inception module of three branches, each with a function at its end. */
  private static Model module(ActivationFunction... ends) {
    Symbol x = Input.of(5, 4, 3).symbol();
    Symbol before = Conv2D.of(4, 1).activation(RELU).apply(x);
    Symbol one = Conv2D.of(2, 1).activation(ends[0]).apply(before);
    Symbol reduced = Conv2D.of(2, 1).activation(RELU).apply(before);
    Symbol three = Conv2D.of(3, 3).padding(Padding.SAME).activation(ends[1]).apply(reduced);
    Symbol pooled = MaxPool2D.of(3).strides(1).padding(Padding.SAME).apply(before);
    Symbol pool = Conv2D.of(5, 1).activation(ends[2]).apply(pooled);
    Symbol y = Concatenate.of().apply(one, three, pool);
    return Model.of(x, Flatten.of().apply(Conv2D.of(2, 2).apply(y)));
  }

  private static Program fused(Program p) {
    return Fusion.apply(DeadCode.apply(CommonSubexpressions.apply(p)), (op, in) -> true);
  }

  private static long count(Program p, Class<?> op) {
    return p.nodes().stream()
        .filter(n -> op.isInstance(n.op()) && n.outputs().get(0).shape().rank() == 4)
        .count();
  }

  @Test
  void predictionCopiesNoBranch() {
    Program p = ModelPrograms.of(module(RELU, SWISH, RELU)).predict(2).program();
    Program f = fused(p);
    assertEquals(1, count(f, ConvBiasActivationConcat.class));
    assertEquals(0, count(f, Concat.class));
    SameBits.require(p, f);
  }

  @Test
  void trainingCopiesNoBranchWhereAllEndAlike() {
    Objective o = new Objective(Loss.CATEGORICAL_CROSSENTROPY, List.of());
    Program p = ModelPrograms.of(module(RELU, RELU, RELU)).gradients(2, o).program();
    Program f = fused(p);
    assertEquals(1, count(f, ConvBiasActivationConcat.class));
    assertEquals(0, count(f, Concat.class));
    assertEquals(5, count(p, ActivationGrad.class));
    assertEquals(3, count(f, ActivationGrad.class), "one for all three branches");
    SameBits.require(p, f);
  }

  @Test
  void whereBranchesEndDifferentlyTheyAreCopied() {
    Objective o = new Objective(Loss.CATEGORICAL_CROSSENTROPY, List.of());
    Program p = ModelPrograms.of(module(RELU, SWISH, RELU)).gradients(2, o).program();
    Program f = fused(p);
    assertEquals(0, count(f, ConvBiasActivationConcat.class));
    assertEquals(1, count(f, Concat.class));
    SameBits.require(p, f);
  }

  @Test
  void aBranchThatSomeoneElseReadsIsCopied() {
    Model m = module(RELU, RELU, RELU);
    Symbol branch = m.result("conv2d_1");
    Symbol y = m.result("concatenate");
    Program p =
        ModelPrograms.of(Model.of(List.of(m.input()), List.of(y, branch))).predict(2).program();
    assertEquals(0, count(fused(p), ConvBiasActivationConcat.class));
    SameBits.require(p, fused(p));
  }
}
