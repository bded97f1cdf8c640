package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.imbrex.cpu.FreshJvm;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.op.Padding;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A thousand steps of LeNet-5 on the fast backend. */
class ThousandStepsTest {
  private static final String WHAT = "bytes per step";
  private static final int BATCH = 4;
  private static final int STEPS = 1000;

  /** How many steps there are to find a thousand that are as they should be. */
  private static final int MOST = 20_000;

  private static Model lenet5() {
    return Sequential.of(
        Input.of(28, 28, 1),
        Conv2D.of(6, 5).padding(Padding.SAME).activation(ActivationFunction.SWISH),
        MaxPool2D.of(2),
        Conv2D.of(16, 5).activation(ActivationFunction.SWISH),
        MaxPool2D.of(2),
        Flatten.of(),
        Dense.of(120).activation(ActivationFunction.SWISH),
        Dense.of(84).activation(ActivationFunction.SWISH),
        Dense.of(10));
  }

  private static Dataset noise() {
    int size = 40;
    float[] features = new float[size * 784];
    int[] labels = new int[size];
    Draws draws = new Draws(1, Draws.SPLIT);
    for (int i = 0; i < features.length; i++) {
      features[i] = draws.uniform();
    }
    for (int i = 0; i < size; i++) {
      labels[i] = i % 10;
    }
    return Dataset.of("noise", Shape.of(28, 28, 1), Dataset.numberedClasses(10), features, labels);
  }

  /** What the thread and the device have taken, after each step. */
  private static final class Probe implements Callback {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long thread = Thread.currentThread().getId();
    private final Backend backend;
    private final long[] heap = new long[MOST + 1];
    private long device;
    private int handles;
    long bytesPerStep = Long.MAX_VALUE;

    Probe(Backend backend) {
      this.backend = backend;
    }

    @Override
    public void onStepEnd(Training t) {
      int step = (int) t.totalSteps();
      if (step == 1) {
        device = backend.allocatedBytes();
        handles = backend.openHandles();
      }
      assertEquals(device, backend.allocatedBytes(), "step " + step);
      assertEquals(handles, backend.openHandles(), "step " + step);
      heap[step] = threads.getThreadAllocatedBytes(thread);
      if (step > STEPS) {
        bytesPerStep = Math.min(bytesPerStep, (heap[step] - heap[step - STEPS]) / STEPS);
        if (bytesPerStep < 1000) {
          t.stop("Seen.");
        }
      }
    }
  }

  /** Until the compiler has done its work, vectors are objects; so the first steps cost more. */
  @Test
  void allocateNothingOnTheDeviceAndLessThanAKilobyteEachOnTheHeap() throws Exception {
    assertLessThanAKilobyte(FreshJvm.numbers(ThousandStepsTest.class));
  }

  @Test
  void allocateNoMoreWhateverTheCompilerJoins() throws Exception {
    assertLessThanAKilobyte(
        FreshJvm.numbers(ThousandStepsTest.class, FreshJvm.JOINS_ALL_AND_TRUSTS_NOTHING));
  }

  private static void assertLessThanAKilobyte(Map<String, Long> numbers) {
    long bytes = numbers.get(WHAT);
    assertTrue(bytes < 1000, bytes + " " + WHAT);
  }

  /** Trains and prints how many bytes of heap a step takes. */
  public static void main(String[] args) {
    try (Backend backend = Devices.open("cpu")) {
      Probe probe = new Probe(backend);
      Fit terms = Fit.epochs(1).batchSize(BATCH).callbacks(probe);
      Dataset data = repeated(noise(), MOST * BATCH);
      Tiny.trainer(backend).optimizer(Adam.of(1e-3)).fit(lenet5(), data, terms);
      System.out.println(probe.bytesPerStep + " " + WHAT);
    }
  }

  private static Dataset repeated(Dataset data, int size) {
    int[] indices = new int[size];
    for (int i = 0; i < size; i++) {
      indices[i] = i % data.size();
    }
    return data.subset(indices);
  }
}
