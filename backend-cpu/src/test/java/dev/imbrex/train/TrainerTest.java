package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.Model;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {
  @ParameterizedTest
  @MethodSource("dev.imbrex.train.Devices#all")
  void trainingLearns(Supplier<Backend> device) {
    try (Backend backend = device.get()) {
      Model model = Tiny.model();
      History h = Tiny.trainer(backend).fit(model, Tiny.training(), Tiny.terms(25));
      assertEquals(25, h.epochs().size());
      assertEquals(History.Kind.COMPLETE, h.end().kind());
      // Without the dropout that the training loss has.
      double[] loss = h.values("val_loss");
      assertTrue(loss[24] < 0.5 * loss[0], Arrays.toString(loss));
      assertTrue(h.last().figures().get("val_accuracy") > 0.8);
      assertEquals(0, backend.openHandles());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.imbrex.train.Devices#all")
  void evaluationOfTheTrainedModelGivesTheLastValidation(Supplier<Backend> device) {
    try (Backend backend = device.get()) {
      Model model = Tiny.model();
      Trainer trainer = Tiny.trainer(backend);
      History h = trainer.fit(model, Tiny.training(), Tiny.terms(2));
      Map<String, Double> judged = trainer.evaluate(model, Tiny.validation(), 4);
      assertEquals(h.last().figures().get("val_loss"), judged.get("loss"));
      assertEquals(h.last().figures().get("val_accuracy"), judged.get("accuracy"));
      HostTensor p = trainer.predict(model, Tiny.validation(), 4);
      int hits = 0;
      for (int i = 0; i < 7; i++) {
        int best = 0;
        double sum = 0;
        for (int c = 0; c < 3; c++) {
          best = p.get(3 * i + c) > p.get(3 * i + best) ? c : best;
          sum += p.get(3 * i + c);
        }
        assertEquals(1, sum, 1e-6);
        hits += best == Tiny.validation().label(i) ? 1 : 0;
      }
      assertEquals(judged.get("accuracy"), hits / 7.0, 1e-6);
    }
  }
}
