package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.Model;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.NodeTime;
import dev.imbrex.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

  @ParameterizedTest
  @MethodSource("dev.imbrex.train.Devices#all")
  void aProfileTellsOfEveryOpOfTheTrainingStepsAlone(Supplier<Backend> device) {
    try (Backend backend = device.get()) {
      List<NodeTime> times = profile(backend, true);
      // Batches of 4, 4, 4 and 2: two programs, and 3 steps to 1, twice.
      List<Long> runs = times.stream().map(NodeTime::runs).distinct().toList();
      assertEquals(List.of(6L, 2L), runs);
      Set<String> sources = times.stream().map(NodeTime::source).collect(Collectors.toSet());
      assertTrue(
          sources.containsAll(
              Set.of("conv2d", "batch_normalization", "dense", "optimizer", "loss")),
          sources::toString);
      assertTrue(times.stream().mapToLong(NodeTime::nanos).sum() > 0, "steps take time");
      // Forward and the gradient of the filter, not that of the pictures: 4x4 pixels, 3x3 taps.
      double flops = 2.0 * 4 * 4 * 3 * 9 * (2 * 14) * 2;
      assertEquals(
          flops,
          times.stream()
              .filter(t -> t.source().equals("conv2d"))
              .mapToDouble(NodeTime::flops)
              .sum());
      assertEquals(List.of(), profile(backend, false));
    }
  }

  private static List<NodeTime> profile(Backend backend, boolean measured) {
    List<NodeTime> times = new ArrayList<>();
    Callback last =
        new Callback() {
          @Override
          public void onTrainEnd(Training t, History h) {
            times.addAll(t.profile());
          }
        };
    Trainer trainer = Tiny.trainer(backend).profile(measured);
    trainer.fit(Tiny.model(), Tiny.training(), Tiny.terms(2).callbacks(last));
    return times;
  }
}
