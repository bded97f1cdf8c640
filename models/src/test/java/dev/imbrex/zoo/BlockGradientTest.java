package dev.imbrex.zoo;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.imbrex.nn.Auxiliary;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.ModelProgram;
import dev.imbrex.nn.ModelPrograms;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.Parameter;
import dev.imbrex.nn.Port;
import dev.imbrex.nn.Symbol;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.GlobalAveragePool2D;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.program.DeadCode;
import dev.imbrex.program.Program;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The gradients of the blocks that large networks are made of, with few filters, agree with central
 * differences in float64: with respect to every single number.
 */
class BlockGradientTest {
  private static final double STEP = 1e-5;
  private static final double BOUND = 1e-6;
  private static final int BATCH = 2;
  private static final int CLASSES = 3;

  private static Symbol classes(Symbol x) {
    return Dense.of(CLASSES).named("classes").apply(GlobalAveragePool2D.of().apply(x));
  }

  private static Model inception(boolean batchNorm) {
    Symbol x = Input.of(4, 4, 2).symbol();
    GoogLeNet.Filters f = new GoogLeNet.Filters(2, 3, 2, 2, 3, 2);
    return Model.of(x, classes(new GoogLeNet(batchNorm, 1).inception("module", x, f)));
  }

  private static Model basic() {
    Symbol x = Input.of(4, 4, 2).symbol();
    Symbol projected = ResNet.basic("first", x, 4, 2);
    return Model.of(x, classes(ResNet.basic("second", projected, 4, 1)));
  }

  private static Model bottleneck(boolean strideFirst) {
    Symbol x = Input.of(4, 4, 2).symbol();
    return Model.of(x, classes(ResNet.bottleneck("block", x, 2, 2, strideFirst)));
  }

  private static Model subsampled() {
    Symbol x = Input.of(4, 4, 2).symbol();
    return Model.of(x, classes(CifarResNet.block("block", x, 6, 2)));
  }

  /** A classifier at the side of one convolution, with 1/64 of its filters and units. */
  private static Model auxiliary() {
    Symbol x = Input.of(8, 8, 2).symbol();
    Symbol y = ResNet.conv("conv", 3, 3, 1).apply(x);
    Symbol side = new GoogLeNet(false, 64).auxiliary("aux", y, CLASSES);
    return Model.of(List.of(x), List.of(classes(y)), List.of(new Auxiliary(side, 0.3)));
  }

  @TestFactory
  Stream<DynamicTest> theirGradientsAgreeWithCentralDifferences() {
    return Stream.of(
        dynamicTest("Inception module", () -> check(inception(false))),
        dynamicTest("Inception module with batch norm", () -> check(inception(true))),
        dynamicTest("basic residual blocks", () -> check(basic())),
        dynamicTest("bottleneck, stride in the 3x3", () -> check(bottleneck(false))),
        dynamicTest("bottleneck, stride in the first 1x1", () -> check(bottleneck(true))),
        dynamicTest("residual block with a shortcut of zeros", () -> check(subsampled())),
        dynamicTest("auxiliary classifier", () -> check(auxiliary())));
  }

  private static Program only(ModelProgram p, Port port) {
    Program all = p.program();
    return DeadCode.apply(
        new Program(
            all.inputs(),
            all.nodes(),
            List.of(all.outputs().get(p.outputs().indexOf(port))),
            Map.of()));
  }

  private static void check(Model model) {
    model.initialize(7);
    ModelProgram p =
        new ModelPrograms(model, DType.F64)
            .gradients(BATCH, Objective.of(model, Loss.SPARSE_CATEGORICAL_CROSSENTROPY, List.of()));
    double[] weights = model.weights().toDoubles();
    List<double[]> in = new ArrayList<>();
    for (int i = 0; i < p.inputs().size(); i++) {
      int size = p.program().inputs().get(i).type().shape().intSize();
      in.add(input(p.inputs().get(i), size, model, weights));
    }
    Interpreter oracle = new Interpreter(Arithmetic.FLOAT64);
    double[] gradient = oracle.evaluateArrays(only(p, Port.GRADIENTS), in).get(0);
    Program loss = only(p, Port.LOSS);
    for (Parameter q : model.parameters()) {
      if (q.trainable()) {
        double difference = 0;
        double norm = 0;
        for (int i = q.offset(); i < q.offset() + q.size(); i++) {
          double w = weights[i];
          weights[i] = w + STEP;
          double above = oracle.evaluateArrays(loss, in).get(0)[0];
          weights[i] = w - STEP;
          double below = oracle.evaluateArrays(loss, in).get(0)[0];
          weights[i] = w;
          double numeric = (above - below) / (2 * STEP);
          difference += (numeric - gradient[i]) * (numeric - gradient[i]);
          norm += gradient[i] * gradient[i];
        }
        double relative = Math.sqrt(difference / norm);
        assertTrue(norm > 0, () -> q.name() + " has no gradient");
        assertTrue(relative <= BOUND, () -> q.name() + " is off by " + relative);
      }
    }
  }

  private static double[] input(Port port, int size, Model model, double[] weights) {
    Random random = new Random(5);
    switch (port) {
      case WEIGHTS:
        return weights;
      case STATE:
        return model.state().toDoubles();
      case EXAMPLES:
        return random.doubles(size, -1, 1).toArray();
      case LABELS:
        return random.ints(size, 0, CLASSES).asDoubleStream().toArray();
      case RANDOM:
        return new double[] {17, 0, 3, 0};
      default:
        return new double[size];
    }
  }
}
