package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sends a real Ctrl-C to a real process. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill -INT")
class InterruptTest {
  private static final int EPOCHS = 60;

  @TempDir Path folder;

  @Test
  void theFirstInterruptSavesAndAResumedRunEndsInTheSameBits() throws Exception {
    Path data = Cli.writeData(folder.resolve("data"));
    Path run = folder.resolve("run");
    Process p = start(data, run);
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(p.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.contains("\"epoch\":3")) {
        line = out.readLine();
      }
      new ProcessBuilder("kill", "-INT", Long.toString(p.pid())).start().waitFor();
      String last = "";
      for (line = out.readLine(); line != null; line = out.readLine()) {
        last = line;
      }
      assertTrue(p.waitFor(60, TimeUnit.SECONDS));
      assertEquals(130, p.exitValue(), last);
      assertTrue(last.contains("\"interrupted\":true"), last);
    } finally {
      p.destroyForcibly();
    }
    assertTrue(Files.exists(run.resolve("report.html")), "there is a report of what was done");
    Cli.run("train", "--resume", run, "--backend", "cpu", "--threads", 1).expect(0);
    Path whole = folder.resolve("whole");
    Cli.train(data, whole, "--epochs", EPOCHS, "--threads", 2).expect(0);
    assertArrayEquals(TrainCommandTest.numbers(whole), TrainCommandTest.numbers(run));
  }

  /**
   * Returns what to put before a command so that it hears interrupts even where this process was
   * started in the background, which makes its children ignore them; nothing where {@code env} can
   * not do that.
   */
  private static List<String> hearingInterrupts() throws IOException, InterruptedException {
    List<String> env = List.of("env", "--default-signal=INT");
    List<String> probe = new ArrayList<>(env);
    probe.add("true");
    ProcessBuilder b = new ProcessBuilder(probe).redirectError(ProcessBuilder.Redirect.DISCARD);
    return b.start().waitFor() == 0 ? env : List.of();
  }

  private static Process start(Path data, Path run) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(hearingInterrupts());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx512m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    Cli.trainArguments(data, run).forEach(a -> command.add(a.toString()));
    command.addAll(List.of("--epochs", Integer.toString(EPOCHS), "--json"));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
