package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.backend.Backends;
import dev.imbrex.data.Digits;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.spi.Backend;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Fit;
import dev.imbrex.train.Trainer;
import dev.imbrex.zoo.Zoo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * LeNet-5 learns on OpenCL as it does on the oracle. Batches are of 4 pictures, for the oracle
 * takes its time.
 */
class OpenClTrainingTest {
  private static final int STEPS = 50;
  private static final int BATCH = 4;

  /** So few that they are learned by heart, and the losses fall. */
  private static final int PICTURES = 20;

  @BeforeEach
  void require() {
    OpenCl.require();
  }

  /** Returns the loss of each step. */
  private static double[] losses(String backend) {
    StepLosses each = new StepLosses(STEPS);
    Dataset data = Digits.train().take(PICTURES);
    try (Backend b = Backends.select(backend)) {
      Trainer.on(b)
          .optimizer(SGD.of(0.05).momentum(0.9))
          .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
          .fit(
              Zoo.find("lenet5").create(),
              data,
              Fit.epochs(STEPS * BATCH / PICTURES).batchSize(BATCH).seed(3).callbacks(each));
    }
    return each.losses;
  }

  @Test
  void theFirstFiftyLossesAreThoseOfTheOracleAndRepeatBitForBit() {
    double[] opencl = losses("opencl");
    assertArrayEquals(opencl, losses("opencl"), "two runs on one device");
    double[] oracle = losses("reference");
    for (int i = 0; i < STEPS; i++) {
      assertEquals(oracle[i], opencl[i], 1e-3 * oracle[i], "the loss of step " + (i + 1));
    }
  }
}
