package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.optim.ReduceOnPlateau;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training that is interrupted and resumed ends in the bits of one that is not. */
class ResumeTest {
  static final int EPOCHS = 4;
  private static final int STEPS = 4 * EPOCHS;

  @TempDir Path dir;

  /** Everything that has a memory, so that a figure that is not restored changes the weights. */
  static List<Callback> callbacks(Path folder) {
    return List.of(
        ReduceRateOnPlateau.of(Monitor.of("loss"), new ReduceOnPlateau(0.5, 1, 0.2, 0, 0, false)),
        EarlyStopping.of(Monitor.of("val_loss"), 4).minDelta(0.05).restoreBest(),
        Checkpoints.in(folder).best(Monitor.of("val_loss")));
  }

  private static Fit terms(Path folder, Callback... more) {
    List<Callback> all = new ArrayList<>(callbacks(folder));
    all.addAll(List.of(more));
    return Tiny.terms(EPOCHS).callbacks(all);
  }

  private Checkpoint undisturbed(Supplier<Backend> device) {
    Path folder = dir.resolve("undisturbed");
    try (Backend backend = device.get()) {
      History h = Tiny.trainer(backend).fit(Tiny.model(), Tiny.training(), terms(folder));
      assertEquals(EPOCHS, h.epochs().size(), "early stopping comes too early for this test");
    }
    return Checkpoint.read(folder.resolve(Checkpoints.LAST));
  }

  static void assertSame(Checkpoint expected, Checkpoint actual, String when) {
    Snapshot a = expected.state().snapshot();
    Snapshot b = actual.state().snapshot();
    assertEquals(a.position, b.position, when);
    assertTrue(a.weights.sameBits(b.weights), "weights, " + when);
    assertTrue(a.state.sameBits(b.state), "state, " + when);
    for (int i = 0; i < a.slots.size(); i++) {
      assertTrue(a.slots.get(i).sameBits(b.slots.get(i)), "slot " + i + ", " + when);
    }
    assertArrayEquals(a.drained, b.drained, when);
    assertArrayEquals(a.sums, b.sums, when);
    for (int i = 0; i < expected.epochs().size(); i++) {
      History.Epoch x = expected.epochs().get(i);
      History.Epoch y = actual.epochs().get(i);
      assertEquals(x.figures(), y.figures(), when);
      assertEquals(x.learningRate(), y.learningRate(), when);
    }
    expected
        .state()
        .memories()
        .forEach(
            (key, m) -> {
              Memory n = actual.state().memory(key).orElseThrow();
              assertEquals(m.values(), n.values(), key + ", " + when);
              assertEquals(m.tensors().keySet(), n.tensors().keySet(), key + ", " + when);
              m.tensors()
                  .forEach((k, t) -> assertTrue(t.sameBits(n.tensors().get(k)), k + ", " + when));
            });
  }

  private static Checkpoint resume(Supplier<Backend> device, Path folder) {
    Checkpoint c = Checkpoint.read(folder.resolve(Checkpoints.LAST));
    try (Backend backend = device.get()) {
      Fit terms = c.fit().validation(Tiny.validation()).callbacks(callbacks(folder));
      c.trainer(backend).fit(c.model(), Tiny.training(), terms);
      assertEquals(0, backend.openHandles());
    }
    return Checkpoint.read(folder.resolve(Checkpoints.LAST));
  }

  @ParameterizedTest
  @MethodSource("dev.imbrex.train.Devices#all")
  void stoppedAfterAnyStep(Supplier<Backend> device) {
    Checkpoint expected = undisturbed(device);
    for (int stop = 0; stop <= STEPS; stop++) {
      Path folder = dir.resolve("stopped-" + stop);
      stopAt(device, folder, stop);
      assertSame(expected, resume(device, folder), "stopped after step " + stop);
    }
  }

  private static void stopAt(Supplier<Backend> device, Path folder, int stop) {
    try (Backend backend = device.get()) {
      Trainer trainer = Tiny.trainer(backend);
      Callback stopper =
          new Callback() {
            @Override
            public void onTrainBegin(Training t) {
              onStepEnd(t);
            }

            @Override
            public void onStepEnd(Training t) {
              if (t.totalSteps() == stop) {
                trainer.requestStop();
              }
            }
          };
      History h = trainer.fit(Tiny.model(), Tiny.training(), terms(folder, stopper));
      assertEquals(History.Kind.INTERRUPTED, h.end().kind());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.imbrex.train.Devices#all")
  void stoppedAfterAnyEpoch(Supplier<Backend> device) {
    Checkpoint expected = undisturbed(device);
    for (int stop = 1; stop < EPOCHS; stop++) {
      Path folder = dir.resolve("epochs-" + stop);
      int last = stop;
      try (Backend backend = device.get()) {
        Callback stopper =
            new Callback() {
              @Override
              public void onEpochEnd(Training t, History.Epoch e) {
                if (e.number() == last) {
                  t.stop("Enough.");
                }
              }
            };
        History h =
            Tiny.trainer(backend).fit(Tiny.model(), Tiny.training(), terms(folder, stopper));
        assertEquals(new History.End(History.Kind.STOPPED, "Enough."), h.end());
      }
      assertSame(expected, resume(device, folder), "stopped after epoch " + stop);
    }
  }

  /** A figure of the validation that makes training stop in the middle of it. */
  @ParameterizedTest
  @MethodSource("dev.imbrex.train.Devices#all")
  void stoppedDuringValidation(Supplier<Backend> device) {
    Checkpoint expected = undisturbed(device);
    Path folder = dir.resolve("validating");
    try (Backend backend = device.get()) {
      Trainer trainer = Tiny.trainer(backend);
      Dataset stopping =
          new DatasetView(Tiny.validation()) {
            private int reads;

            @Override
            public void read(int index, float[] dst, int offset) {
              if (++reads == 7 + 5) {
                trainer.requestStop();
              }
              super.read(index, dst, offset);
            }
          };
      Fit terms = terms(folder).validation(stopping);
      History h = trainer.fit(Tiny.model(), Tiny.training(), terms);
      assertEquals(1, h.epochs().size());
      assertEquals("Interrupted in epoch 2 after 4 of 4 steps.", h.end().reason());
    }
    assertSame(expected, resume(device, folder), "stopped during validation");
  }

  @ParameterizedTest
  @MethodSource("dev.imbrex.train.Devices#all")
  void crashedAfterAnyStep(Supplier<Backend> device) {
    Checkpoint expected = undisturbed(device);
    for (int crash = 2; crash <= STEPS; crash += 3) {
      Path folder = dir.resolve("crashed-" + crash);
      int at = crash;
      Callback crasher =
          new Callback() {
            @Override
            public void onStepEnd(Training t) {
              if (t.totalSteps() == at) {
                throw new IllegalStateException("Crash.");
              }
            }
          };
      try (Backend backend = device.get()) {
        Model model = Tiny.model();
        Trainer trainer = Tiny.trainer(backend);
        // The second writes over what the first has written.
        Fit terms = terms(folder, crasher, Checkpoints.in(folder).everySteps(1));
        assertThrows(IllegalStateException.class, () -> trainer.fit(model, Tiny.training(), terms));
        assertEquals(0, backend.openHandles());
      }
      assertSame(expected, resume(device, folder), "crashed at step " + crash);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.imbrex.train.Devices#all")
  void aCheckpointGoesOnOnAnotherDevice(Supplier<Backend> device) {
    Path folder = dir.resolve("other");
    stopAt(device, folder, 6);
    for (Object other : Devices.all().map(n -> n.getPayload()).toArray()) {
      Checkpoint c = Checkpoint.read(folder.resolve(Checkpoints.LAST));
      @SuppressWarnings("unchecked")
      Supplier<Backend> open = (Supplier<Backend>) other;
      try (Backend backend = open.get()) {
        Fit terms = c.fit().validation(Tiny.validation());
        History h = c.trainer(backend).fit(c.model(), Tiny.training(), terms);
        assertEquals(EPOCHS, h.epochs().size());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.imbrex.train.Devices#all")
  void theSameTrainingTwiceGivesTheSameBits(Supplier<Backend> device) {
    try (Backend backend = device.get()) {
      Model a = Tiny.model();
      Model b = Tiny.model();
      Tiny.trainer(backend).fit(a, Tiny.training(), Tiny.terms(2));
      Tiny.trainer(backend).fit(b, Tiny.training(), Tiny.terms(2));
      assertTrue(a.weights().sameBits(b.weights()));
      Model other = Tiny.model();
      Tiny.trainer(backend).fit(other, Tiny.training(), Tiny.terms(2).seed(6));
      assertTrue(!other.weights().sameBits(a.weights()));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.imbrex.train.Devices#all")
  void theCheckpointHasTheWeightsThatTrainingEndsWith(Supplier<Backend> device) {
    Path folder = dir.resolve("weights");
    try (Backend backend = device.get()) {
      Model model = Tiny.model();
      Fit terms = Tiny.terms(2).callbacks(Checkpoints.in(folder));
      Tiny.trainer(backend).fit(model, Tiny.training(), terms);
      Map<String, HostTensor> saved =
          Model.load(folder.resolve(Checkpoints.LAST)).parameterValues();
      model.parameterValues().forEach((k, v) -> assertTrue(v.sameBits(saved.get(k)), k));
    }
  }
}
