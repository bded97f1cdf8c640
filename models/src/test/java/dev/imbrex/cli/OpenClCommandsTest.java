package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with a run that was trained on OpenCL, there and on the cpu. */
class OpenClCommandsTest {
  @TempDir static Path folder;
  private static Path run;
  private static Cli.Answer trained;

  @BeforeAll
  static void train() throws IOException {
    OpenCl.require();
    Path data = Cli.writeData(folder.resolve("data"));
    run = folder.resolve("run");
    trained =
        Cli.run(
                "train",
                "lenet5",
                "--data",
                "mnist",
                "--data-dir",
                data,
                "--out",
                run,
                "--backend",
                "opencl",
                "--batch",
                16,
                "--epochs",
                4,
                "--profile",
                "--json")
            .expect(0);
  }

  @Test
  void aProfileShowsKernelsWithTheirTimes() {
    List<Map<String, Object>> rows =
        trained.events().stream()
            .filter(e -> e.get("event").equals("profile") && e.get("of").equals("op"))
            .toList();
    assertTrue(rows.size() > 10, trained.out());
    for (Map<String, Object> row : rows) {
      assertTrue(!row.get("kernel").toString().isEmpty(), row::toString);
    }
    Map<String, Object> convolution =
        rows.stream()
            .filter(r -> "ConvBiasActivation".equals(r.get("op")))
            .findFirst()
            .orElseThrow();
    assertTrue(number(convolution, "ms_per_step") > 0, convolution::toString);
    assertTrue(number(convolution, "gflops") > 0, convolution::toString);
    String text =
        Cli.run("train", "--resume", run, "--epochs", 5, "--backend", "opencl", "--profile")
            .expect(0)
            .out();
    assertTrue(text.contains("Where the time of 3 steps went"), text);
  }

  private static double number(Map<?, ?> event, String key) {
    return ((Number) event.get(key)).doubleValue();
  }

  @Test
  void evaluateSaysOnOpenClWhatItSaysOnTheCpu() {
    Map<String, Object> here =
        Cli.run("evaluate", run, "--backend", "opencl", "--json").expect(0).lastEvent();
    Map<String, Object> there =
        Cli.run("evaluate", run, "--backend", "cpu", "--json").expect(0).lastEvent();
    assertTrue(here.get("backend").toString().startsWith("opencl:"), here::toString);
    assertEquals(there.get("confusion"), here.get("confusion"));
    double expected = number((Map<?, ?>) there.get("figures"), "loss");
    assertEquals(expected, number((Map<?, ?>) here.get("figures"), "loss"), 1e-4 * expected);
  }

  @Test
  void predictGivesTheSameGuesses() throws IOException {
    Path picture = CommandsTest.picture(folder.resolve("one.png"), 1, false);
    String here = Cli.run("predict", run, picture, "--backend", "opencl").expect(0).out();
    assertEquals(Cli.run("predict", run, picture, "--backend", "cpu").expect(0).out(), here);
    assertEquals(6, here.lines().count(), here);
  }

  @Test
  void visualizeShowsWhatItShowsOnTheCpu() throws IOException {
    assertEquals("", trained.err(), "the report of the run was made");
    Path picture = CommandsTest.picture(folder.resolve("seen.png"), 1, false);
    for (String backend : List.of("opencl", "cpu")) {
      Path out = folder.resolve("seen-" + backend);
      Cli.run("visualize", run, picture, "--backend", backend, "--out", out).expect(0);
    }
    try (Stream<Path> files = Files.list(folder.resolve("seen-cpu"))) {
      for (Path there : files.filter(f -> f.toString().endsWith("-features.png")).toList()) {
        Path here = folder.resolve("seen-opencl").resolve(there.getFileName());
        double difference = difference(ImageIO.read(here.toFile()), ImageIO.read(there.toFile()));
        assertTrue(difference < 0.5, () -> here + " differs by " + difference);
      }
    }
  }

  /** Returns by how much the pixels of two pictures differ on average, from 0 to 255. */
  private static double difference(BufferedImage a, BufferedImage b) {
    int n = b.getWidth() * b.getHeight();
    int[] x = a.getRGB(0, 0, b.getWidth(), b.getHeight(), null, 0, b.getWidth());
    int[] y = b.getRGB(0, 0, b.getWidth(), b.getHeight(), null, 0, b.getWidth());
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int shift = 0; shift < 32; shift += 8) {
        sum += Math.abs((x[i] >>> shift & 255) - (y[i] >>> shift & 255)) / 4.0;
      }
    }
    return sum / n;
  }

  @Test
  void summaryDescribesTheRun() {
    assertTrue(Cli.run("summary", run).expect(0).out().contains("61,706"));
  }
}
