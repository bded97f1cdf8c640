package dev.imbrex.conformance.check;

import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import java.util.function.LongSupplier;

/** How fast a device trains: for reports, where nothing depends on it. */
public final class Throughput {
  private static final int BATCH = 64;
  private static final int MOST_STEPS = 64;
  private static final long SHORT = 100_000_000L;
  private static final long WARM_UP = 2_000_000_000L;
  private static final long MEASURED = 3_000_000_000L;

  private Throughput() {}

  /**
   * Trains the kit's LeNet-5 on batches of 64 pictures for a few seconds, pictures copied to the
   * device at every step, and returns how many it learnt from per second.
   */
  public static double imagesPerSecond(Backend backend) {
    return imagesPerSecond(backend, TrainingStep.leNet(BATCH), System::nanoTime);
  }

  /** Measures with a network and a clock. */
  static double imagesPerSecond(Backend backend, TrainingStep step, LongSupplier nanoTime) {
    HostTensor pictures = step.pictures(1);
    HostTensor labels = step.labels(1);
    try (TrainingSession session = new TrainingSession(backend, step)) {
      int together = 1;
      long begin = nanoTime.getAsLong();
      long end = begin;
      while (end - begin < WARM_UP) {
        long before = end;
        train(session, pictures, labels, together);
        end = nanoTime.getAsLong();
        together = end - before < SHORT ? Math.min(MOST_STEPS, 2 * together) : together;
      }
      long steps = 0;
      begin = end;
      while (end - begin < MEASURED) {
        train(session, pictures, labels, together);
        steps += together;
        end = nanoTime.getAsLong();
      }
      return steps * (double) pictures.shape().dim(0) / ((end - begin) * 1e-9);
    }
  }

  /** Takes several steps before it waits for the device, as training does. */
  private static void train(
      TrainingSession session, HostTensor pictures, HostTensor labels, int steps) {
    for (int i = 0; i < steps; i++) {
      session.feed(pictures, labels);
      session.step();
    }
    session.loss();
  }
}
