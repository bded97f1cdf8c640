package dev.imbrex.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.ModelPrograms;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.tune.OpShape;
import dev.imbrex.opencl.tune.TuningFile;
import dev.imbrex.opencl.tune.TuningRecord;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.OpWays;
import dev.imbrex.spi.Support;
import dev.imbrex.spi.TuningLevel;
import dev.imbrex.spi.support.Lowering;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Checkpoint;
import dev.imbrex.train.Checkpoints;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Fit;
import dev.imbrex.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A training that is resumed ends in the same bits, whatever was tuned or forgotten since. */
class ResumedTuningTest {
  private static final int BATCH = 4;
  private static final int EPOCHS = 4;

  @RegisterExtension final OnDevice device = new OnDevice();

  @TempDir Path folder;

  private Backend open() {
    return device.open(device.driver(), d -> ProgramFolder.cache(folder));
  }

  private static Model model() {
    return Sequential.of(Input.of(6, 6, 2), Conv2D.of(4, 3), Flatten.of(), Dense.of(3));
  }

  private static Trainer trainer(Backend b) {
    return Trainer.on(b).optimizer(Adam.of(0.02)).loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY);
  }

  /** Three batches an epoch, the last a smaller one. */
  private static Dataset noise() {
    int size = 2 * BATCH + 2;
    Shape shape = Shape.of(6, 6, 2);
    Random r = new Random(11);
    float[] features = new float[size * shape.intSize()];
    int[] labels = new int[size];
    for (int i = 0; i < features.length; i++) {
      features[i] = r.nextFloat() - 0.5f;
    }
    for (int i = 0; i < size; i++) {
      labels[i] = i % 3;
    }
    return Dataset.of("noise", shape, Dataset.numberedClasses(3), features, labels);
  }

  private static Program step(Backend b) {
    return ModelPrograms.of(model())
        .train(BATCH, trainer(b).objective(model()), Adam.of(1))
        .program();
  }

  /** Writes a record that has the sum of the filters' gradient split into so many parts. */
  private void know(int parts) throws IOException {
    List<TuningRecord.Entry> entries = new ArrayList<>();
    try (Backend b = open()) {
      Program lowered =
          Lowering.apply(
              step(b), (op, in) -> b.supports(op, in) == Support.NATIVE, CompileOptions.DEFAULT);
      for (Program.Node n : lowered.nodes()) {
        if (n.op() instanceof Conv2dFilterGrad) {
          String op = new OpShape(n.op(), n.inputTypes()).text();
          String way = "registers-4x4x1-s" + parts;
          entries.add(new TuningRecord.Entry(op, way, 1, "registers", 2, 0, TuningLevel.FULL));
        }
      }
    }
    assertEquals(1, entries.size());
    TuningFile.write(
        folder.resolve(TuningFile.NAME),
        device.device().info(),
        TuningRecord.of(entries, List.of()));
  }

  private void forget() throws IOException {
    Files.deleteIfExists(folder.resolve(TuningFile.NAME));
  }

  private HostTensor train(int epochs) {
    try (Backend b = open()) {
      Model model = model();
      Fit terms =
          Fit.epochs(epochs).batchSize(BATCH).callbacks(Checkpoints.in(folder.resolve("run")));
      trainer(b).fit(model, noise(), terms);
      return model.weights();
    }
  }

  private Checkpoint last() {
    return Checkpoint.read(folder.resolve("run").resolve(Checkpoints.LAST));
  }

  private HostTensor resume(Checkpoint c) {
    try (Backend b = open()) {
      Model model = c.model();
      c.trainer(b).fit(model, noise(), Fit.epochs(EPOCHS).batchSize(BATCH).resume(c));
      return model.weights();
    }
  }

  private void assertGoesOnInItsBits(HostTensor expected, String since) {
    assertTrue(expected.sameBits(resume(last())), since);
    assertFalse(
        expected.sameBits(resume(last().withoutWays())),
        since + " changes no bits, so that this test says nothing");
  }

  @Test
  void aTunedTrainingGoesOnWithItsRecordLostOrAnother() throws IOException {
    know(3);
    HostTensor expected = train(EPOCHS);
    train(2);
    forget();
    assertGoesOnInItsBits(expected, "a lost record");
    know(5);
    assertGoesOnInItsBits(expected, "another record");
  }

  @Test
  void aTrainingThatWasNotTunedGoesOnAfterItsDeviceWas() throws IOException {
    HostTensor expected = train(EPOCHS);
    train(2);
    know(3);
    assertGoesOnInItsBits(expected, "a new record");
  }

  @Test
  void waysAreTheNamesThatFixAllBits() throws IOException {
    try (Backend b = open();
        Executable e = b.compile(step(b), CompileOptions.DEFAULT)) {
      OpWays w = e.ways();
      assertEquals("opencl, " + b.device().name(), w.device());
      assertTrue(w.byOp().size() >= 3, w::toString);
      w.byOp()
          .forEach(
              (op, way) ->
                  assertTrue(
                      way.matches(
                          op.startsWith("Conv2dFilterGrad")
                              ? "(registers|local)-[-x0-9]+-s[0-9]+"
                              : "(registers|local)-[-x0-9]+(-s[0-9]+)?|gemv-[x0-9]+-s[0-9]+"),
                      () -> way + " for " + op));
      try (Executable again = b.compile(step(b), CompileOptions.DEFAULT.withWays(w))) {
        assertEquals(w, again.ways());
        assertEquals(e.explain(), again.explain(), "the usual tiles by name are the usual ones");
      }
    }
    know(3);
    try (Backend b = open();
        Executable e = b.compile(step(b), CompileOptions.DEFAULT)) {
      assertTrue(e.ways().byOp().containsValue("registers-4x4x1-s3"), e.ways()::toString);
    }
  }
}
