package dev.imbrex.train;

import dev.imbrex.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs batches in a thread of its own, one ahead of the one that is being used.
 *
 * <p>What is in a batch depends on the plan alone, never on timing. Belongs to one thread, which
 * takes a batch, uses it, and gives it back before it takes the next.
 */
final class Loader implements AutoCloseable {
  private static final int SLOTS = 2;

  private final Plan plan;
  private final LabelRow labels;
  private final List<Staging> staging;
  private final Thread thread;

  // Guarded by this.
  private int filled;
  private int nextToTake;
  private boolean done;
  private boolean closed;
  private @Nullable Throwable failure;
  private long waitedNanos;

  /**
   * What to load.
   *
   * @param layouts for the batches: the first for whole ones and, where the size of the data set is
   *     no multiple of that, the second for the rest
   * @param seed of order and variation; without it, examples come as they are, in their order
   * @param firstEpoch the epoch to begin with
   * @param firstBatch the batch of that epoch to begin with
   * @param epochs the epoch to end before
   */
  record Plan(
      Dataset data,
      List<BatchLayout> layouts,
      @Nullable Long seed,
      boolean shuffle,
      int firstEpoch,
      int firstBatch,
      int epochs) {

    /** All examples once, as they are. */
    static Plan once(Dataset data, List<BatchLayout> layouts) {
      return new Plan(data, layouts, null, false, 0, 0, 1);
    }

    /** Returns the sizes of batches: the whole one and, if there is one, the rest. */
    static List<Integer> counts(int examples, int batchSize) {
      int whole = Math.min(batchSize, examples);
      return examples % whole == 0 ? List.of(whole) : List.of(whole, examples % whole);
    }

    int batchSize() {
      return layouts.get(0).count();
    }

    int batches() {
      return (data.size() + batchSize() - 1) / batchSize();
    }

    /** Fills in the order of an epoch. */
    void order(int epoch, int[] order) {
      if (seed != null && shuffle) {
        Draws draws = new Draws(seed, Draws.SHUFFLE);
        draws.at(epoch, 0);
        draws.permutation(order);
      } else {
        for (int i = 0; i < order.length; i++) {
          order[i] = i;
        }
      }
    }
  }

  /**
   * Starts loading.
   *
   * @param staging two of them, used by nobody else until the loader is closed
   */
  Loader(Plan plan, LabelRow labels, List<Staging> staging) {
    this.plan = plan;
    this.labels = labels;
    this.staging = staging;
    this.thread = new Thread(this::run, "imbrex-loader");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits for the next batch.
   *
   * @return null behind the last one
   * @throws InterruptedException if this thread is interrupted; nothing is lost
   */
  synchronized @Nullable Staging take() throws InterruptedException {
    if (Thread.interrupted()) {
      // Also where the batch is there already and nothing is waited for.
      throw new InterruptedException();
    }
    if (filled == 0 && !done) {
      long since = System.nanoTime();
      try {
        while (filled == 0 && !done) {
          wait();
        }
      } finally {
        waitedNanos += System.nanoTime() - since;
      }
    }
    if (filled > 0) {
      return staging.get(nextToTake);
    }
    if (failure instanceof RuntimeException) {
      throw (RuntimeException) failure;
    }
    if (failure instanceof Error) {
      throw (Error) failure;
    }
    return null;
  }

  /** Returns how long batches have been waited for; 0 as long as each was there when asked for. */
  synchronized double waitedSeconds() {
    return waitedNanos * 1e-9;
  }

  /** Gives back the batch that was taken. */
  synchronized void giveBack() {
    nextToTake = (nextToTake + 1) % SLOTS;
    filled--;
    notifyAll();
  }

  private void run() {
    try {
      load();
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        failure = e;
      }
    } catch (InterruptedException e) {
      // Nobody but close ends this thread, and not by interrupting it.
      synchronized (this) {
        failure = new IllegalStateException("The thread that loads batches was interrupted.", e);
      }
    } finally {
      synchronized (this) {
        done = true;
        notifyAll();
      }
    }
  }

  private void load() throws InterruptedException {
    Dataset data = plan.data();
    int[] order = new int[data.size()];
    float[] example = new float[data.exampleShape().intSize()];
    Draws draws = plan.seed() == null ? null : new Draws(plan.seed(), Draws.AUGMENT);
    int slot = 0;
    for (int epoch = plan.firstEpoch(); epoch < plan.epochs(); epoch++) {
      plan.order(epoch, order);
      int first = epoch == plan.firstEpoch() ? plan.firstBatch() : 0;
      for (int batch = first; batch < plan.batches(); batch++) {
        if (!awaitSlot()) {
          return;
        }
        fill(staging.get(slot), order, batch, epoch, example, draws);
        slot = (slot + 1) % SLOTS;
        synchronized (this) {
          filled++;
          notifyAll();
        }
      }
    }
  }

  private synchronized boolean awaitSlot() throws InterruptedException {
    while (filled == SLOTS && !closed) {
      wait();
    }
    return !closed;
  }

  private void fill(
      Staging to, int[] order, int batch, int epoch, float[] example, @Nullable Draws draws) {
    Dataset data = plan.data();
    Augmentation augmentation = data.augmentation();
    Shape shape = data.exampleShape();
    int from = batch * plan.batchSize();
    int count = Math.min(plan.batchSize(), data.size() - from);
    to.begin(plan.layouts().get(count == plan.batchSize() ? 0 : 1));
    for (int i = 0; i < count; i++) {
      int index = order[from + i];
      data.read(index, example, 0);
      if (draws != null) {
        draws.at(epoch, index);
        augmentation.apply(example, shape, draws);
      }
      to.putExample(i, example);
      labels.put(to, i, data, index);
    }
  }

  /** Ends the thread, once the batch that it is packing is done. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
