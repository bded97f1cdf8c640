package dev.imbrex.train;

import dev.imbrex.spi.Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains in a process of its own that may be killed: from the beginning or from the checkpoint that
 * there is, with a checkpoint after every step and a line on the output before each.
 */
final class KilledTraining {
  private KilledTraining() {}

  /** Takes the name of the device and the folder of checkpoints. */
  public static void main(String[] args) {
    Path folder = Path.of(args[1]);
    List<Callback> callbacks = new ArrayList<>(ResumeTest.callbacks(folder));
    callbacks.set(2, Checkpoints.in(folder).best(Monitor.of("val_loss")).everySteps(1));
    callbacks.add(
        new Callback() {
          @Override
          public void onStepEnd(Training t) {
            System.out.println("step " + t.totalSteps());
            System.out.flush();
          }
        });
    Path last = folder.resolve(Checkpoints.LAST);
    try (Backend backend = Devices.open(args[0])) {
      if (Files.exists(last) || Files.exists(folder.resolve("last.previous"))) {
        Checkpoint c = Checkpoint.read(last);
        Fit terms = c.fit().validation(Tiny.validation()).callbacks(callbacks);
        c.trainer(backend).fit(c.model(), Tiny.training(), terms);
      } else {
        Fit terms = Tiny.terms(ResumeTest.EPOCHS).callbacks(callbacks);
        Tiny.trainer(backend).fit(Tiny.model(), Tiny.training(), terms);
      }
    }
    System.out.println("end");
  }
}
