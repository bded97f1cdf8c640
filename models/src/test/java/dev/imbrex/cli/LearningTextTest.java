package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.constrain.Constraint;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.regularize.Regularizer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearningTextTest {
  private static final List<String> CLASSES = List.of("cat", "dog");

  @Test
  void allThatIsSetIsSaid() {
    Model model =
        Sequential.of(
            Input.of(2),
            Dense.of(3)
                .named("hidden")
                .kernelConstraint(Constraint.maxNorm(3))
                .biasConstraint(Constraint.NON_NEG)
                .activityRegularizer(Regularizer.l1(0.25)),
            Dense.of(2).named("out").kernelRegularizer(Regularizer.l2(0.5)));
    Loss loss =
        Loss.SPARSE_CATEGORICAL_CROSSENTROPY
            .labelSmoothing(0.1)
            .classWeights(List.of(1 / 3.0, 1000.0));
    Objective o = new Objective(loss, List.of(Metric.ACCURACY, Metric.topK(2)));
    assertEquals(
        Map.of(
            "loss", "sparse_categorical_crossentropy(label_smoothing=0.1)",
            "class weights", "cat: 0.3333, dog: 1000",
            "metrics", "accuracy, top2_accuracy",
            "constraints", "hidden/kernel: MaxNorm(max_value=3.0), hidden/bias: NonNeg",
            "penalties on parameters", "out/kernel: L1L2(l1=0.0, l2=0.5)",
            "penalties on activity", "hidden: L1L2(l1=0.25, l2=0.0)"),
        LearningText.of(model, o, CLASSES));
  }

  @Test
  void nothingIsSaidOfWhatIsNotThere() {
    Model model = Sequential.of(Input.of(2), Dense.of(2));
    Objective o = new Objective(Loss.CATEGORICAL_CROSSENTROPY, List.of());
    assertEquals(Map.of("loss", "categorical_crossentropy"), LearningText.of(model, o, CLASSES));
  }
}
