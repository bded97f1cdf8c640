package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.spi.Backend;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that is killed loses nothing but the steps since its last checkpoint. */
class KillTest {
  private static final String VECTORS = "jdk.incubator.vector";

  @TempDir Path dir;

  static Stream<String> devices() {
    return Devices.all().map(Named::getName);
  }

  @ParameterizedTest
  @MethodSource("devices")
  void killedAgainAndAgainTrainingEndsInTheSameBits(String device) throws Exception {
    Path undisturbed = dir.resolve("undisturbed");
    Supplier<Backend> open = () -> Devices.open(device);
    try (Backend backend = open.get()) {
      Fit terms = Tiny.terms(ResumeTest.EPOCHS).callbacks(ResumeTest.callbacks(undisturbed));
      Tiny.trainer(backend).fit(Tiny.model(), Tiny.training(), terms);
    }
    Path killed = dir.resolve("killed");
    // Each process has another number of threads, and is killed while it writes a checkpoint.
    for (int[] process : new int[][] {{1, 3}, {2, 4}, {3, 2}}) {
      assertTrue(run(device, killed, process[0], process[1]).size() >= process[1]);
    }
    List<String> lines = run(device, killed, 2, Integer.MAX_VALUE);
    assertEquals("end", lines.get(lines.size() - 1));
    ResumeTest.assertSame(
        Checkpoint.read(undisturbed.resolve(Checkpoints.LAST)),
        Checkpoint.read(killed.resolve(Checkpoints.LAST)),
        "killed three times");
  }

  /** Runs a process and kills it when it has written so many lines; returns the lines. */
  private static List<String> run(String device, Path folder, int threads, int lines)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (ModuleLayer.boot().findModule(VECTORS).isPresent()) {
      command.addAll(List.of("--add-modules", VECTORS));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("-Dimbrex.cpu.threads=" + threads);
    command.addAll(List.of(KilledTraining.class.getName(), device, folder.toString()));
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> out = new ArrayList<>();
    try (BufferedReader in = p.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.add(line);
        if (out.size() == lines) {
          break;
        }
      }
    } finally {
      p.destroyForcibly();
    }
    p.waitFor();
    return out;
  }
}
