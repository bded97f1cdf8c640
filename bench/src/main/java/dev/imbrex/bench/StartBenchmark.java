package dev.imbrex.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole processes, from their start to what is waited for.
 *
 * <p>{@code java} is a JVM that says its version and nothing else: the limit. {@code version} is
 * the command line saying its own, {@code train} its training to the end of the first step; {@code
 * -p data=…} says on what. The first ones are not counted: they build, and make the archive of
 * classes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 15)
@Fork(1)
public class StartBenchmark {
  /** What is started. */
  @Param({"java", "version", "train"})
  public String what;

  /** What {@code train} learns. */
  @Param("digits")
  public String data;

  private Path runs;

  /** Makes room for runs. */
  @Setup
  public void prepare() throws IOException {
    runs = Files.createTempDirectory("imbrex-start");
  }

  /** One start. */
  @Benchmark
  public void start() throws IOException, InterruptedException {
    String java = System.getProperty("java.home");
    switch (what) {
      case "java":
        until(List.of(Path.of(java, "bin", "java").toString(), "-version"), "");
        break;
      case "version":
        until(List.of(launcher(), "--version"), "");
        break;
      case "train":
        String run = Files.createTempDirectory(runs, "run").resolve("of").toString();
        List<String> train = new ArrayList<>(List.of(launcher(), "train", "lenet5"));
        train.addAll(List.of("--data", data, "--backend", "cpu", "--json", "--out", run));
        until(train, "{\"event\":\"step\"");
        break;
      default:
        throw new IllegalArgumentException(
            "There is no start " + what + "; choose one of java, version and train.");
    }
  }

  private static String launcher() {
    Path launcher = Path.of("imbrex").toAbsolutePath();
    if (!Files.isExecutable(launcher)) {
      throw new IllegalStateException(
          "There is no " + launcher + "; run this benchmark in the project's root.");
    }
    return launcher.toString();
  }

  /** Runs a command to the line that begins so, or to its end where that is empty. */
  private static void until(List<String> command, String begin)
      throws IOException, InterruptedException {
    ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true);
    b.environment().put("IMBREX_JAVA", System.getProperty("java.home"));
    Process p = b.start();
    StringBuilder seen = new StringBuilder();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(p.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!begin.isEmpty() && line.startsWith(begin)) {
          return;
        }
        seen.append(line).append('\n');
      }
      if (p.waitFor() != 0 || !begin.isEmpty()) {
        throw new IllegalStateException(command + " ended early: " + seen);
      }
    } finally {
      p.destroyForcibly().waitFor();
    }
  }

  /** Deletes the runs. */
  @TearDown
  public void delete() throws IOException {
    try (Stream<Path> files = Files.walk(runs)) {
      for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(f);
      }
    }
  }
}
