package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.ModelPrograms;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.Port;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LoaderTest {
  private static final LabelRow INTEGERS =
      new LabelRow(List.of(new LabelRow.Part(LabelCoding.INTEGER, 2)));

  /** Example i has the features i and 100 + i. */
  private static Dataset counting(int size) {
    float[] features = new float[2 * size];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      features[2 * i] = i;
      features[2 * i + 1] = 100 + i;
      labels[i] = i % 2;
    }
    return Dataset.of("counting", Shape.of(2), Dataset.numberedClasses(2), features, labels);
  }

  private static List<BatchLayout> layouts(int examples, int batchSize) {
    ModelPrograms programs = ModelPrograms.of(Small.model());
    Objective objective = new Objective(Loss.SPARSE_CATEGORICAL_CROSSENTROPY, List.of());
    List<BatchLayout> out = new ArrayList<>();
    for (int n : Loader.Plan.counts(examples, batchSize)) {
      out.add(new BatchLayout(programs.train(n, objective, SGD.of(1)), 64));
    }
    return out;
  }

  /** Returns what is loaded, a list of features and labels per batch. */
  private static List<List<Float>> load(Loader.Plan plan) throws InterruptedException {
    List<Staging> staging = List.of(new Staging(plan.layouts()), new Staging(plan.layouts()));
    List<List<Float>> batches = new ArrayList<>();
    try (Loader loader = new Loader(plan, INTEGERS, staging)) {
      for (Staging s = loader.take(); s != null; s = loader.take()) {
        List<Float> batch = new ArrayList<>();
        ByteBuffer x = s.part(Port.EXAMPLES).order(ByteOrder.nativeOrder());
        ByteBuffer y = s.part(Port.LABELS).order(ByteOrder.nativeOrder());
        while (y.hasRemaining()) {
          batch.add(x.getFloat());
          batch.add(x.getFloat());
          batch.add((float) y.getInt());
        }
        batches.add(batch);
        loader.giveBack();
      }
      assertNull(loader.take(), "the end stays the end");
    }
    return batches;
  }

  private static Loader.Plan plan(Dataset data, Long seed, int epoch, int batch, int epochs) {
    return new Loader.Plan(data, layouts(data.size(), 4), seed, true, epoch, batch, epochs);
  }

  @Test
  void everyEpochHasEveryExampleOnceInAnotherOrder() throws InterruptedException {
    List<List<Float>> batches = load(plan(counting(10), 1L, 0, 0, 2));
    assertEquals(6, batches.size());
    List<Float> first = epoch(batches.subList(0, 3));
    List<Float> second = epoch(batches.subList(3, 6));
    assertTrue(!first.equals(second));
    for (List<Float> e : List.of(first, second)) {
      boolean[] seen = new boolean[10];
      for (int i = 0; i < 30; i += 3) {
        int example = e.get(i).intValue();
        assertEquals(100f + example, e.get(i + 1));
        assertEquals(example % 2, e.get(i + 2).intValue());
        assertTrue(!seen[example]);
        seen[example] = true;
      }
    }
  }

  private static List<Float> epoch(List<List<Float>> batches) {
    assertEquals(
        List.of(12, 12, 6), batches.stream().map(List::size).toList(), "the rest comes last");
    return batches.stream().flatMap(List::stream).toList();
  }

  @Test
  void loadingFromAnyPlaceGivesTheSameBatches() throws InterruptedException {
    Dataset data = counting(10).augmented((f, shape, draws) -> f[0] += draws.uniform());
    List<List<Float>> all = load(plan(data, 1L, 0, 0, 3));
    for (int at = 0; at <= 9; at++) {
      assertEquals(all.subList(at, 9), load(plan(data, 1L, at / 3, at % 3, 3)), "from " + at);
    }
    // The end of an epoch is the beginning of the next.
    assertEquals(all.subList(3, 9), load(plan(data, 1L, 0, 3, 3)));
    assertTrue(!all.equals(load(plan(data, 2L, 0, 0, 3))), "another seed");
  }

  @Test
  void withoutASeedExamplesComeAsTheyAre() throws InterruptedException {
    Dataset data = counting(5).augmented((f, shape, draws) -> f[0] = -1);
    List<List<Float>> batches = load(Loader.Plan.once(data, layouts(5, 4)));
    assertEquals(List.of(4f, 104f, 0f), batches.get(1));
    assertEquals(List.of(0f, 100f, 0f), batches.get(0).subList(0, 3));
  }

  @Test
  void augmentationDependsOnSeedEpochAndExampleOnly() throws InterruptedException {
    Dataset data = counting(8).augmented((f, shape, draws) -> f[1] = draws.uniform());
    float[][] drawn = new float[2][8];
    List<List<Float>> batches = load(plan(data, 1L, 0, 0, 2));
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 12; j += 3) {
        drawn[i / 2][batches.get(i).get(j).intValue()] = batches.get(i).get(j + 1);
      }
    }
    // The same with another batch size, so in other batches.
    Loader.Plan other = new Loader.Plan(data, layouts(8, 8), 1L, true, 0, 0, 2);
    List<List<Float>> whole = load(other);
    for (int epoch = 0; epoch < 2; epoch++) {
      for (int j = 0; j < 24; j += 3) {
        assertEquals(drawn[epoch][whole.get(epoch).get(j).intValue()], whole.get(epoch).get(j + 1));
      }
    }
    assertTrue(!Arrays.equals(drawn[0], drawn[1]));
  }

  @Test
  void anErrorReachesTheOneWhoTakes() {
    RuntimeException error = new IllegalStateException("Broken.");
    Dataset broken =
        counting(10)
            .map(
                (f, at, n) -> {
                  throw error;
                });
    assertSame(
        error, assertThrows(IllegalStateException.class, () -> load(plan(broken, 1L, 0, 0, 1))));
  }

  @Test
  void onlyBatchesThatAreNotThereAreWaitedFor() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    Dataset data = counting(8).map((f, at, n) -> await(asked));
    Loader.Plan plan = plan(data, null, 0, 0, 1);
    List<Staging> staging = List.of(new Staging(plan.layouts()), new Staging(plan.layouts()));
    Thread taker = Thread.currentThread();
    try (Loader loader = new Loader(plan, INTEGERS, staging)) {
      assertEquals(0, loader.waitedSeconds());
      Thread release =
          new Thread(
              () -> {
                while (taker.getState() != Thread.State.WAITING) {
                  Thread.onSpinWait();
                }
                asked.countDown();
              });
      release.start();
      loader.take();
      release.join();
      double first = loader.waitedSeconds();
      assertTrue(first > 0);
      loader.take();
      assertEquals(first, loader.waitedSeconds(), "the batch is there already");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void closingEndsTheThreadWhateverItDoes() throws InterruptedException {
    CountDownLatch reading = new CountDownLatch(1);
    Dataset data =
        counting(10)
            .map(
                (f, at, n) -> {
                  reading.countDown();
                });
    Loader.Plan plan = plan(data, 1L, 0, 0, 1000);
    List<Staging> staging = List.of(new Staging(plan.layouts()), new Staging(plan.layouts()));
    Loader unused = new Loader(plan, INTEGERS, staging);
    reading.await();
    unused.close();
    assertEquals(
        0,
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().equals("imbrex-loader") && t.isAlive())
            .count());
  }

  @Test
  void labelsAreWrittenAsTheLossWantsThem() {
    Staging s = new Staging(layouts(4, 4));
    s.begin(layouts(4, 4).get(0));
    s.putLabel(0, 0, LabelCoding.INTEGER, 1, 1);
    assertEquals(1, s.part(Port.LABELS).order(ByteOrder.nativeOrder()).getInt());
    s.putLabel(0, 0, LabelCoding.BINARY, 1, 1);
    assertEquals(1f, s.part(Port.LABELS).order(ByteOrder.nativeOrder()).getFloat());
    ModelPrograms programs = ModelPrograms.of(Small.model());
    Objective objective = new Objective(Loss.CATEGORICAL_CROSSENTROPY, List.of());
    BatchLayout oneHot = new BatchLayout(programs.evaluate(2, objective), 64);
    Staging t = new Staging(List.of(oneHot));
    t.begin(oneHot);
    t.putLabel(0, 0, LabelCoding.ONE_HOT, 2, 1);
    t.putLabel(1, 0, LabelCoding.ONE_HOT, 2, 0);
    float[] labels = new float[4];
    t.part(Port.LABELS).order(ByteOrder.nativeOrder()).asFloatBuffer().get(labels);
    assertArrayEquals(new float[] {0, 1, 1, 0}, labels);
  }

  @Test
  void theStepIsPackedBehindTheBatch() {
    BatchLayout layout = layouts(4, 4).get(0);
    Staging s = new Staging(List.of(layout));
    s.putStep(new double[] {0.25}, 0x100000002L, 0x300000004L);
    ByteBuffer random = s.part(Port.RANDOM).order(ByteOrder.nativeOrder());
    assertEquals(2, random.getInt());
    assertEquals(1, random.getInt());
    assertEquals(4, random.getInt());
    assertEquals(3, random.getInt());
    assertEquals(0.25f, s.part(Port.SCALARS).order(ByteOrder.nativeOrder()).getFloat());
    assertEquals(0, layout.at(Port.SCALARS) % 64);
    assertEquals(layout.bytes(), s.packed().remaining());
  }
}
