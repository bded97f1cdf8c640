package dev.imbrex.survival;

import dev.imbrex.io.AtomicFiles;
import dev.imbrex.io.SafeTensors;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.train.Checkpoint;
import dev.imbrex.train.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Kills a training until it is done, and begins the next one, until it was killed often enough. */
final class Kills {
  private final Victim victim;
  private final Path folder;
  private int kills;
  private int runs;
  private int lost;
  private int different;
  private long stepsKept;

  Kills(Victim victim, Path folder) {
    this.victim = victim;
    this.folder = folder;
  }

  Tally run(int wanted) throws IOException, InterruptedException {
    Path whole = folder.resolve("whole");
    victim.whole(whole);
    // The last training is brought to its end too, so there may be some more kills than wanted.
    while (kills < wanted) {
      Path run = folder.resolve("run-" + (runs + 1));
      long before = 0;
      Victim.Outcome outcome = victim.kill(run);
      while (outcome.killed()) {
        kills++;
        if (kills % 20 == 0) {
          System.out.printf("%d kills, %d trainings, %d lost%n", kills, runs, lost);
        }
        before = check(run, Math.max(before, outcome.written()));
        outcome = victim.kill(run);
      }
      runs++;
      if (!same(whole, run)) {
        different++;
        System.out.println("other bits than " + whole + ": " + run);
      }
    }
    return new Tally(kills, runs, lost, different, stepsKept);
  }

  /** Reads the checkpoint after a kill, and returns how many steps it holds. */
  private long check(Path run, long written) {
    Path last = run.resolve(Checkpoints.LAST);
    if (written == 0 && !Files.exists(AtomicFiles.current(last))) {
      return 0;
    }
    long steps = -1;
    try {
      steps = Checkpoint.read(last).totalSteps();
    } catch (RuntimeException e) {
      System.out.println("lost: " + e);
    }
    if (steps < written) {
      lost++;
      System.out.printf("lost: %s holds %d steps, not %d%n", last, steps, written);
    }
    stepsKept += Math.max(0, steps);
    return steps;
  }

  private static boolean same(Path a, Path b) throws IOException {
    for (String file : new String[] {"weights.safetensors", "training.safetensors"}) {
      Map<String, HostTensor> x = tensors(a, file);
      Map<String, HostTensor> y = tensors(b, file);
      boolean same = x.keySet().equals(y.keySet());
      for (String name : x.keySet()) {
        same = same && x.get(name).sameBits(y.get(name));
      }
      if (!same) {
        return false;
      }
    }
    return Files.mismatch(weights(a), weights(b)) < 0;
  }

  private static Map<String, HostTensor> tensors(Path run, String file) {
    return SafeTensors.readChecked(run.resolve(Checkpoints.LAST).resolve(file)).tensors();
  }

  private static Path weights(Path run) {
    return run.resolve(Checkpoints.LAST).resolve("weights.safetensors");
  }
}
