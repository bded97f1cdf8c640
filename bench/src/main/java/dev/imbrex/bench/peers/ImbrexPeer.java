package dev.imbrex.bench.peers;

import dev.imbrex.backend.Backends;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Predictor;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.train.Callback;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Fit;
import dev.imbrex.train.History;
import dev.imbrex.train.Trainer;
import dev.imbrex.train.Training;
import dev.imbrex.zoo.Zoo;
import java.io.IOException;
import java.util.concurrent.SynchronousQueue;

/** Imbrex itself, through the interfaces that its users have. */
public final class ImbrexPeer {
  private static final int MOST_EPOCHS = 10_000_000;

  private ImbrexPeer() {}

  /** Serves as a process of its own. */
  public static void main(String[] args) throws IOException {
    PeerProcess.serve(args, ImbrexPeer::open);
  }

  /** Returns a network that is trained, or predicts, on the backend that is chosen. */
  public static PeerSession open(PeerTask task) {
    Model model = Zoo.find(task.network()).create();
    Backend backend = Backends.select();
    return task.training() ? new Trains(task, model, backend) : new Predicts(task, model, backend);
  }

  /** Predicts batch after batch. */
  private static final class Predicts implements PeerSession {
    private final Model model;
    private final Predictor predictor;
    private final HostTensor[] batches = new HostTensor[PeerTask.BATCHES];
    private int next;

    Predicts(PeerTask task, Model model, Backend backend) {
      this.model = model;
      model.initialize(1);
      predictor = Predictor.of(backend, model, task.batch());
      float[][] pictures = task.pictures();
      for (int i = 0; i < batches.length; i++) {
        batches[i] = HostTensor.of(model.inputShape().prepend(task.batch()), pictures[i]);
      }
    }

    @Override
    public long size() {
      return model.countTrainableParams();
    }

    @Override
    public void step() {
      predictor.predict(batches[next++ % batches.length]);
    }

    @Override
    public double figure() {
      return 0;
    }

    @Override
    public void close() {
      predictor.close();
    }
  }

  /** Trains in a thread that is held between rounds. */
  private static final class Trains implements PeerSession, Callback {
    private final Model model;
    private final SynchronousQueue<Long> orders = new SynchronousQueue<>();
    private final SynchronousQueue<Long> done = new SynchronousQueue<>();
    private final Thread thread;
    private long begin;
    private long nanos;
    private long steps;
    private volatile double loss;

    Trains(PeerTask task, Model model, Backend backend) {
      this.model = model;
      float[][] pictures = task.pictures();
      int n = pictures[0].length;
      float[] features = new float[PeerTask.BATCHES * n];
      int[] labels = new int[PeerTask.BATCHES * task.batch()];
      for (int i = 0; i < PeerTask.BATCHES; i++) {
        System.arraycopy(pictures[i], 0, features, i * n, n);
        System.arraycopy(task.labels(), 0, labels, i * task.batch(), task.batch());
      }
      Dataset data =
          Dataset.of(
              "noise",
              model.inputShape(),
              Dataset.numberedClasses(task.classes()),
              features,
              labels);
      thread =
          new Thread(
              () ->
                  Trainer.on(backend)
                      .optimizer(Adam.of(PeerTask.RATE))
                      .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
                      .fit(
                          model,
                          data,
                          Fit.epochs(MOST_EPOCHS).batchSize(task.batch()).callbacks(this)),
              "trainer");
      thread.setDaemon(true);
      thread.start();
    }

    /** Holds the thread until there is an order. */
    private void await() {
      try {
        nanos = orders.take();
        steps = 0;
        begin = System.nanoTime();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onTrainBegin(Training t) {
      await();
    }

    @Override
    public void onStepEnd(Training t) {
      steps++;
      if (System.nanoTime() - begin >= nanos) {
        try {
          done.put(steps);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          t.stop("Interrupted.");
          return;
        }
        await();
      }
    }

    @Override
    public void onEpochEnd(Training t, History.Epoch e) {
      loss = e.figures().getOrDefault("loss", Double.NaN);
    }

    @Override
    public long size() {
      return model.countTrainableParams();
    }

    @Override
    public void step() {
      for (int i = 0; i <= PeerTask.BATCHES; i++) {
        round(0);
      }
    }

    @Override
    public long round(long time) {
      try {
        orders.put(time);
        return done.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted.", e);
      }
    }

    @Override
    public double figure() {
      return loss;
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
