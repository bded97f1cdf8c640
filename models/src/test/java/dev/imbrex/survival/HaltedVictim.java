package dev.imbrex.survival;

import dev.imbrex.train.HaltedTraining;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A training whose process ends inside the write of a checkpoint. */
final class HaltedVictim implements Victim {
  private static final String VECTORS = "jdk.incubator.vector";

  /** What kill -9 makes a process end with. */
  private static final int KILLED = 137;

  private final String backend;
  private final Path data;
  private final int steps;
  private final Random random;

  /**
   * Creates it.
   *
   * @param steps of the disk after which each process has ended, of which a checkpoint takes about
   *     40
   */
  HaltedVictim(String backend, Path data, int steps, long seed) {
    this.backend = backend;
    this.data = data;
    this.steps = steps;
    this.random = new Random(seed);
  }

  @Override
  public String description() {
    return "ended inside checkpoint writes";
  }

  @Override
  public void whole(Path run) throws IOException, InterruptedException {
    if (run(run, -1).killed()) {
      throw new IOException("The undisturbed training has not come to its end.");
    }
  }

  @Override
  public Outcome kill(Path run) throws IOException, InterruptedException {
    return run(run, random.nextInt(steps));
  }

  private Outcome run(Path run, int last) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (ModuleLayer.boot().findModule(VECTORS).isPresent()) {
      command.addAll(List.of("--add-modules", VECTORS));
    }

    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(HaltedTraining.class.getName());
    command.addAll(List.of(backend, data.toString(), run.toString()));
    command.addAll(List.of(Integer.toString(last), Long.toString(random.nextLong())));
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    long written = 0;
    StringBuilder told = new StringBuilder();
    try (BufferedReader in = p.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.matches("\\d+")) {
          // Said before the checkpoint of a step, and so behind that of the step before.
          written = Long.parseLong(line) - 1;
        }
        told.append(line).append('\n');
      }
    } finally {
      p.destroyForcibly();
    }
    int code = p.waitFor();
    if (code != 0 && code != KILLED) {
      throw new IOException("The training ended with " + code + ":\n" + told);
    }
    return new Outcome(code == KILLED, Math.max(0, written));
  }
}
