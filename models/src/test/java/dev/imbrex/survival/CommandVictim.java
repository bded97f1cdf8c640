package dev.imbrex.survival;

import dev.imbrex.io.AtomicFiles;
import dev.imbrex.train.Checkpoints;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A training by the command line that is killed by kill -9 at a random moment. */
final class CommandVictim implements Victim {
  private static final int EPOCHS = 12;

  /** How many of ten kills come at a random moment after the start, in place of the training. */
  private static final int EARLY_OF_TEN = 2;

  private final String launcher;
  private final String backend;
  private final Path data;
  private final Random random;
  private long startMillis = 1000;
  private long trainMillis = 1000;

  CommandVictim(String launcher, String backend, Path data, long seed) {
    this.launcher = launcher;
    this.backend = backend;
    this.data = data;
    this.random = new Random(seed);
  }

  @Override
  public String description() {
    return "kill -9 at random moments";
  }

  @Override
  public void whole(Path run) throws IOException, InterruptedException {
    // Twice, since the first time may build programs, which takes longer.
    for (Path folder : new Path[] {run.resolveSibling("first"), run}) {
      long start = System.nanoTime();
      Process p = start(folder);
      long begun = untilBegin(p);
      p.getInputStream().transferTo(OutputStream.nullOutputStream());
      requireDone(p.waitFor());
      startMillis = (begun - start) / 1_000_000;
      trainMillis = (System.nanoTime() - begun) / 1_000_000;
    }
    System.out.printf("start %d ms, training %d ms%n", startMillis, trainMillis);
  }

  @Override
  public Outcome kill(Path run) throws IOException, InterruptedException {
    Process p = start(run);
    try {
      long wait;
      if (random.nextInt(10) < EARLY_OF_TEN) {
        wait = random.nextInt((int) startMillis);
      } else {
        untilBegin(p);
        wait = random.nextInt((int) Math.max(1, trainMillis));
      }
      if (p.waitFor(wait, TimeUnit.MILLISECONDS)) {
        requireDone(p.exitValue());
        trainMillis -= trainMillis / 3;
        return new Outcome(false, 0);
      }
      // The range follows the speed of the machine: some kills to a training, and progress between.
      trainMillis += trainMillis / 10;
    } finally {
      p.destroyForcibly();
    }
    p.waitFor();
    return new Outcome(true, 0);
  }

  private static void requireDone(int code) throws IOException {
    if (code != 0) {
      throw new IOException("The command has ended with " + code + "; see its message above.");
    }
  }

  private Process start(Path run) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher, "train", "--json"));
    if (Files.exists(AtomicFiles.current(run.resolve(Checkpoints.LAST)))) {
      command.addAll(List.of("--resume", run.toString()));
    } else {
      command.addAll(List.of("lenet5", "--data", "mnist", "--data-dir", data.toString()));
      command.addAll(List.of("--epochs", Integer.toString(EPOCHS), "--batch", "32"));
      command.addAll(List.of("--out", run.toString(), "--schedule", "plateau"));
    }
    command.addAll(List.of("--backend", backend, "--checkpoint-every", "2"));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Waits until training begins, and returns when that was. */
  private static long untilBegin(Process p) throws IOException {
    BufferedReader in = p.inputReader(StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.contains("\"begin\"")) {
        break;
      }
    }
    return System.nanoTime();
  }
}
