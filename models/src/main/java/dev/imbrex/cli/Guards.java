package dev.imbrex.cli;

import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.optim.ReduceOnPlateau;
import dev.imbrex.train.Callback;
import dev.imbrex.train.Checkpoints;
import dev.imbrex.train.EarlyStopping;
import dev.imbrex.train.Monitor;
import dev.imbrex.train.ReduceRateOnPlateau;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What watches over a training and may change its course; stored with a run, so that a resumed one
 * is watched in the same way.
 *
 * @param plateau whether the rate falls when the validation loss has not fallen
 * @param earlyStop after how many epochs without a lower validation loss it ends; 0 for never
 * @param checkpointEvery after how many steps a checkpoint is written; 0 for after epochs only
 */
record Guards(boolean plateau, int earlyStop, int checkpointEvery) {
  private static final int PLATEAU_PATIENCE = 3;

  /** Returns new callbacks, which write checkpoints into this folder. */
  List<Callback> callbacks(Path folder) {
    Monitor loss = Monitor.of("val_loss");
    List<Callback> all = new ArrayList<>();
    if (plateau) {
      ReduceOnPlateau usual = ReduceOnPlateau.DEFAULT;
      all.add(
          ReduceRateOnPlateau.of(
              loss,
              new ReduceOnPlateau(
                  usual.factor(),
                  PLATEAU_PATIENCE,
                  usual.minDelta(),
                  usual.cooldown(),
                  usual.minRate(),
                  usual.maximize())));
    }
    if (earlyStop > 0) {
      all.add(EarlyStopping.of(loss, earlyStop));
    }
    Checkpoints c = Checkpoints.in(folder).best(Monitor.of("val_accuracy"));
    all.add(checkpointEvery > 0 ? c.everySteps(checkpointEvery) : c);
    return all;
  }

  Map<String, Object> config() {
    return Config.map(
        "plateau", plateau, "early_stop", earlyStop, "checkpoint_every", checkpointEvery);
  }

  static Guards fromConfig(Map<String, ?> config) {
    Config c = Config.of("guards", config);
    Guards g =
        new Guards(
            c.flag("plateau", false), c.integer("early_stop", 0), c.integer("checkpoint_every", 0));
    c.done();
    return g;
  }
}
