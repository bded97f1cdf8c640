package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.backend.Backends;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Callback;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Fit;
import dev.imbrex.train.MemoryUse;
import dev.imbrex.train.Trainer;
import dev.imbrex.train.Training;
import dev.imbrex.zoo.Zoo;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is planned is what a training allocates. */
class PlannedMemoryTest {
  private static final int BATCH = 8;

  private static Dataset grey(Model model, int pictures) {
    Shape shape = model.inputShape();
    float[] features = new float[pictures * shape.intSize()];
    return Dataset.of("grey", shape, Dataset.numberedClasses(10), features, new int[pictures]);
  }

  @ParameterizedTest
  @CsvSource({"cpu,false", "cpu,true", "opencl,false", "opencl,true"})
  void aTrainingAllocatesWhatIsPlanned(String name, boolean recompute) {
    if (name.equals("opencl")) {
      OpenCl.require();
    }
    Model model = Zoo.find("vgg-small-bn").create();
    AtomicLong most = new AtomicLong();
    try (Backend backend = Backends.select(name)) {
      Trainer trainer = TrainJob.trainer(backend, Adam.of(1e-3)).recompute(recompute);
      MemoryUse plan = trainer.trainingMemory(model, BATCH);
      assertEquals(0, backend.allocatedBytes(), "planning allocates nothing");
      Callback look =
          new Callback() {
            @Override
            public void onStepEnd(Training t) {
              most.accumulateAndGet(backend.allocatedBytes(), Math::max);
            }
          };
      trainer.fit(model, grey(model, 2 * BATCH), Fit.epochs(1).batchSize(BATCH).callbacks(look));
      assertEquals(plan.total(), most.get(), plan.toString());
    }
  }
}
