package dev.imbrex.train;

import dev.imbrex.backend.Backends;
import dev.imbrex.backend.Choice;
import dev.imbrex.data.Mnist;
import dev.imbrex.io.AtomicFiles;
import dev.imbrex.io.Disk;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.loss.Loss;
import dev.imbrex.nn.metric.Metric;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.zoo.Zoo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A short training of LeNet-5 in a process of its own, with a checkpoint after every step, that
 * begins or goes on and ends inside the write of a checkpoint.
 *
 * <p>Writes a line with its number before the checkpoint of each step, and {@code end} at the end.
 */
public final class HaltedTraining {
  private static final int EPOCHS = 4;
  private static final int BATCH = 32;

  private HaltedTraining() {}

  /**
   * Trains.
   *
   * @param args backend, folder of the data, folder of checkpoints, the step of the disk that is
   *     the last (-1 for none), a seed
   */
  public static void main(String[] args) {
    Path folder = Path.of(args[2]);
    long last = Long.parseLong(args[3]);
    Disk disk = last < 0 ? Disk.SYSTEM : new HaltingDisk(last, Long.parseLong(args[4]));
    Dataset train = Mnist.train(Path.of(args[1]));
    Dataset test = Mnist.test(Path.of(args[1]));
    List<Callback> callbacks =
        List.of(steps(), Checkpoints.in(folder).best(Monitor.of("val_loss")).everySteps(1));
    try (Choice choice = Backends.chooseUntested(args[0])) {
      Path checkpoint = folder.resolve(Checkpoints.LAST);
      if (Files.exists(AtomicFiles.current(checkpoint))) {
        Checkpoint c = Checkpoint.read(checkpoint);
        Fit terms = c.fit().validation(test).callbacks(callbacks);
        c.trainer(choice.backend()).disk(disk).fit(c.model(), train, terms);
      } else {
        Model model = Zoo.find("lenet5").create(train.exampleShape(), train.classes());
        Fit terms = Fit.epochs(EPOCHS).batchSize(BATCH).seed(7).validation(test);
        trainer(choice).disk(disk).fit(model, train, terms.callbacks(callbacks));
      }
    }
    System.out.println("end");
  }

  private static Trainer trainer(Choice choice) {
    return Trainer.on(choice.backend())
        .optimizer(Adam.of(1e-3))
        .loss(Loss.SPARSE_CATEGORICAL_CROSSENTROPY)
        .metrics(Metric.ACCURACY);
  }

  private static Callback steps() {
    return new Callback() {
      @Override
      public void onStepEnd(Training t) {
        System.out.println(t.totalSteps());
        System.out.flush();
      }
    };
  }
}
