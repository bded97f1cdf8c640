package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.Auxiliary;
import dev.imbrex.nn.Examples;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.Symbol;
import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Concatenate;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training of models with several inputs and outputs, side outputs, and frozen layers. */
class GraphFitTest {
  @TempDir Path dir;
  private final InterpretedBackend backend = new InterpretedBackend();

  @AfterEach
  void everythingOnTheDeviceIsFreed() {
    assertEquals(0, backend.openHandles());
    backend.close();
  }

  private Trainer trainer(Optimizer optimizer, Loss loss) {
    return Trainer.on(backend).optimizer(optimizer).loss(loss).metrics(Metric.ACCURACY);
  }

  /** The points of {@link Small}, of which a second output says whether the first is above half. */
  private static Dataset twoQuestions(int size) {
    Dataset points = Small.points(size);
    return new DatasetView(points) {
      @Override
      public int label(int index, int output) {
        float[] x = new float[2];
        read(index, x, 0);
        return output == 0 ? label(index) : x[0] > 0.5 ? 1 : 0;
      }
    };
  }

  /** Each coordinate enters by an input of its own, and two questions are answered. */
  private static Model twoInTwoOut() {
    Symbol a = Input.of(1).symbol();
    Symbol b = Input.of(1).symbol();
    Symbol h = Dense.of(4).activation(ActivationFunction.TANH).apply(Concatenate.of().apply(a, b));
    Symbol greater = Dense.of(2).named("greater").apply(h);
    Symbol large = Dense.of(2).named("large").apply(h);
    return Model.of(List.of(a, b), List.of(greater, large));
  }

  @Test
  void eachOutputLearnsItsOwnLabels() {
    for (Loss loss : List.of(Loss.SPARSE_CATEGORICAL_CROSSENTROPY, Loss.CATEGORICAL_CROSSENTROPY)) {
      Trainer t = trainer(Adam.of(0.05), loss);
      Model m = twoInTwoOut();
      Dataset data = twoQuestions(120);
      History h = t.fit(m, data, Fit.epochs(20).batchSize(20).seed(1).validation(data));
      Map<String, Double> figures = h.last().figures();
      assertEquals(
          List.of(
              "loss",
              "greater_loss",
              "greater_accuracy",
              "large_loss",
              "large_accuracy",
              "val_loss",
              "val_greater_loss",
              "val_greater_accuracy",
              "val_large_loss",
              "val_large_accuracy"),
          List.copyOf(figures.keySet()));
      assertTrue(figures.get("val_greater_accuracy") > 0.9, figures.toString());
      assertTrue(figures.get("val_large_accuracy") > 0.9, figures.toString());
      assertEquals(
          figures.get("loss"),
          figures.get("greater_loss") + figures.get("large_loss"),
          1e-5,
          "the sum of both");
    }
  }

  @Test
  void predictionTakesEachInputAndGivesEachOutput() {
    Model m = twoInTwoOut();
    HostTensor a = HostTensor.of(Shape.of(3, 1), 0.1f, 0.5f, 0.9f);
    HostTensor b = HostTensor.of(Shape.of(3, 1), 0.8f, 0.2f, 0.4f);
    List<HostTensor> both = m.predict(backend, List.of(a, b));
    assertEquals(2, both.size());
    HostTensor packed = HostTensor.of(Shape.of(3, 2), 0.1f, 0.8f, 0.5f, 0.2f, 0.9f, 0.4f);
    assertTrue(packed.sameBits(Examples.pack(m, List.of(a, b))));
    assertTrue(both.get(0).sameBits(m.predict(backend, packed)));
    Model second =
        Model.of(List.of(m.input(), m.result("input_layer_1")), List.of(m.result("large")));
    assertTrue(both.get(1).sameBits(second.predict(backend, packed)), "the other output alone");
    assertThrows(ShapeException.class, () -> m.predict(backend, List.of(a)));
  }

  /** A perceptron, with a side output behind its first layer or without. */
  private static Model withSide(double weight) {
    Symbol x = Input.of(2).symbol();
    Symbol h = Dense.of(3).named("hidden").activation(ActivationFunction.TANH).apply(x);
    Symbol out = Dense.of(2).named("out").apply(h);
    List<Auxiliary> side =
        weight == 0
            ? List.of()
            : List.of(new Auxiliary(Dense.of(2).named("side").apply(h), weight));
    return Model.of(List.of(x), List.of(out), side);
  }

  @Test
  void sideOutputsCountInTrainingWithTheirWeightAndNotInJudging() {
    Dataset data = Small.points(8);
    Fit one = Fit.epochs(1).batchSize(8).seed(3).validation(data);
    Trainer t = trainer(SGD.of(1e-12), Loss.SPARSE_CATEGORICAL_CROSSENTROPY);
    Model m = withSide(0.3);
    Map<String, Double> with = t.fit(m, data, one).last().figures();
    Model side = Model.of(m.input(), m.result("side"));
    double extra = t.evaluate(side, data).get("loss");
    double main = t.evaluate(m.withoutAuxiliaries(), data).get("loss");
    assertEquals(main + 0.3 * extra, with.get("loss"), 1e-6);
    assertEquals(main, with.get("val_loss"), 1e-6);

    Trainer learning = trainer(SGD.of(0.5), Loss.SPARSE_CATEGORICAL_CROSSENTROPY);
    Model before = withSide(0.3);
    before.initialize(3);
    float[] first = before.parameter("side/kernel").toFloats();
    learning.fit(before, data, one);
    assertFalse(
        Arrays.equals(first, before.parameter("side/kernel").toFloats()),
        "the side output learns, too");
  }

  @Test
  void frozenLayersKeepTheirBitsAndTheirStatistics() {
    Model m =
        Sequential.of(
                Input.of(2),
                Dense.of(3).named("a"),
                BatchNorm.of().named("frozen"),
                Dense.of(3).named("b"),
                BatchNorm.of().named("moving"),
                Dense.of(2).named("c"))
            .freezeUntil("frozen");
    m.initialize(4);
    Map<String, float[]> before = floats(m);
    trainer(Adam.of(0.1), Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
        .fit(m, Small.points(12), Fit.epochs(2).batchSize(4).seed(1));
    floats(m)
        .forEach(
            (name, now) -> {
              boolean same = Arrays.equals(before.get(name), now);
              boolean frozen = name.startsWith("a/") || name.startsWith("frozen/");
              assertEquals(frozen, same, name);
            });
  }

  private static Map<String, float[]> floats(Model m) {
    Map<String, float[]> all = new LinkedHashMap<>();
    m.parameterValues().forEach((name, t) -> all.put(name, t.toFloats()));
    return all;
  }

  @Test
  void aFactorChangesTheRateOfALayer() {
    for (Optimizer o : List.of(SGD.of(0.2).momentum(0.9), Adam.of(0.02))) {
      Optimizer half = o instanceof Adam ? Adam.of(0.01) : SGD.of(0.1).momentum(0.9);
      Model slow = Small.model().learningRateFactor(n -> true, 0.5);
      Model reference = Small.model();
      Dataset data = Small.points(10);
      trainer(o, Loss.SPARSE_CATEGORICAL_CROSSENTROPY).fit(slow, data, Small.terms(3));
      trainer(half, Loss.SPARSE_CATEGORICAL_CROSSENTROPY).fit(reference, data, Small.terms(3));
      assertArrayEquals(
          reference.weights().toFloats(), slow.weights().toFloats(), 2e-6f, o.toString());
      Model only = Small.model().learningRateFactor(n -> n.name().equals("out"), 1e-9);
      only.initialize(3);
      float[] out = only.parameter("out/kernel").toFloats();
      float[] hidden = only.parameter("hidden/kernel").toFloats();
      trainer(o, Loss.SPARSE_CATEGORICAL_CROSSENTROPY).fit(only, data, Small.terms(1));
      assertArrayEquals(out, only.parameter("out/kernel").toFloats(), 1e-6f);
      assertFalse(Arrays.equals(hidden, only.parameter("hidden/kernel").toFloats()), "learns");
    }
  }

  @Test
  void graphsAreResumedInTheSameState() {
    Dataset data = Small.points(10);
    Trainer t = trainer(Adam.of(0.05), Loss.SPARSE_CATEGORICAL_CROSSENTROPY);
    Model whole = withSide(0.3).learningRateFactor(n -> n.name().equals("side"), 0.5);
    t.fit(whole, data, Small.terms(4));
    Model half = withSide(0.3).learningRateFactor(n -> n.name().equals("side"), 0.5);
    t.fit(half, data, Small.terms(2).callbacks(Checkpoints.in(dir)));
    Checkpoint c = Checkpoint.read(dir.resolve("last"));
    Model again = c.model();
    assertEquals(whole.config(), again.config());
    t.fit(again, data, Small.terms(4).resume(c));
    assertTrue(whole.weights().sameBits(again.weights()));
  }
}
