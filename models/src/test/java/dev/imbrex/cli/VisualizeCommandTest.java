package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisualizeCommandTest {
  @TempDir static Path folder;
  private static Path run;
  private static Path picture;

  @BeforeAll
  static void train() throws IOException {
    Path data = Cli.writeData(folder.resolve("data"));
    run = folder.resolve("run");
    Cli.run(
            "train",
            "conv-pool",
            "--data",
            "mnist",
            "--data-dir",
            data,
            "--out",
            run,
            "--batch",
            16,
            "--epochs",
            1,
            "--backend",
            "cpu",
            "--no-report")
        .expect(0);
    picture = CommandsTest.picture(folder.resolve("four.png"), 4, true);
  }

  private static List<String> names(Path in) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void allPicturesAreWrittenAndListed() throws IOException {
    Path out = folder.resolve("all");
    Cli.Answer a =
        Cli.run("visualize", run, picture, "--out", out, "--backend", "cpu", "--json").expect(0);
    List<String> expected =
        List.of(
            "00-input.png",
            "01-conv2d-excites.png",
            "01-conv2d-features.png",
            "01-conv2d-filters.png",
            "02-max_pooling2d-features.png",
            "03-conv2d_1-excites.png",
            "03-conv2d_1-features.png",
            "04-max_pooling2d_1-features.png",
            "06-dense-features.png",
            "07-dense_1-excites.png",
            "07-dense_1-features.png");
    assertEquals(expected, names(out));
    assertEquals(
        expected.stream().map(n -> out.resolve(n).toString()).toList(),
        a.events().stream()
            .filter(e -> e.get("event").equals("picture"))
            .map(e -> e.get("file").toString())
            .sorted()
            .toList());
    assertEquals(true, a.lastEvent().get("inverted"));
    BufferedImage input = ImageIO.read(out.resolve("00-input.png").toFile());
    assertEquals(9 * 28, input.getWidth());
    // 3 maps of 24x24 with a line between, six times as large.
    BufferedImage maps = ImageIO.read(out.resolve("01-conv2d-features.png").toFile());
    assertEquals(List.of(6 * 74, 6 * 24), List.of(maps.getWidth(), maps.getHeight()));
  }

  @Test
  void oneLayerCanBeShownAloneWhateverItIs() throws IOException {
    Path out = folder.resolve("one");
    String told =
        Cli.run("visualize", run, picture, "--layer", "dense", "--out", out, "--backend", "cpu")
            .expect(0)
            .out();
    assertEquals(
        List.of("00-input.png", "06-dense-excites.png", "06-dense-features.png"), names(out));
    assertTrue(told.contains(out.resolve("06-dense-features.png") + "  dense: 84 numbers"), told);
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    for (Path out : List.of(first, second)) {
      Cli.run("visualize", run, picture, "--layer", "conv2d", "--out", out, "--backend", "cpu")
          .expect(0);
    }
    for (String name : names(first)) {
      assertArrayEquals(
          Files.readAllBytes(first.resolve(name)), Files.readAllBytes(second.resolve(name)), name);
    }
  }

  @Test
  void withoutAFolderThePicturesAreInTheRun() throws IOException {
    Cli.run("visualize", run, picture, "--layer", "conv2d", "--backend", "cpu").expect(0);
    assertTrue(Files.exists(run.resolve("pictures/01-conv2d-features.png")));
  }

  @Test
  void anUnknownLayerIsRefusedWithThoseThereAre() {
    Cli.Answer a = Cli.run("visualize", run, picture, "--layer", "flatten").expect(2);
    assertEquals(
        "imbrex: The network has no layer \"flatten\" to show; choose one of conv2d, max_pooling2d,"
            + " conv2d_1, max_pooling2d_1, dense, dense_1.",
        a.err().strip());
    a = Cli.run("visualize", run, folder.resolve("missing.png")).expect(2);
    assertTrue(a.err().contains("There is no picture"), a.err());
  }
}
