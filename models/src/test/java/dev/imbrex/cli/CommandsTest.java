package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.data.Digits;
import dev.imbrex.data.Part;
import dev.imbrex.data.Pictures;
import dev.imbrex.nn.config.Config;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluates, predicts and describes one trained run. */
class CommandsTest {
  @TempDir static Path folder;
  private static Path data;
  private static Path run;
  private static Map<String, Object> trained;

  @BeforeAll
  static void train() throws IOException {
    data = Cli.writeData(folder.resolve("data"));
    run = folder.resolve("run");
    trained = Cli.train(data, run, "--epochs", 8, "--json").expect(0).lastEvent();
  }

  /** Writes a training picture, four times as large, as PNG. */
  private static Path picture(String name, int index, boolean inverted) throws IOException {
    return picture(folder.resolve(name), index, inverted);
  }

  static Path picture(Path file, int index, boolean inverted) throws IOException {
    Pictures p = Digits.draw(Part.TRAIN, Cli.TRAIN, 5);
    BufferedImage image = new BufferedImage(112, 112, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 112; y++) {
      for (int x = 0; x < 112; x++) {
        int v = p.pixel(index, y / 4 * 28 + x / 4);
        image.setRGB(x, y, (inverted ? 255 - v : v) * 0x010101);
      }
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void evaluateSaysWhatTrainingSaid() {
    Map<String, Object> end =
        Cli.run("evaluate", run, "--last", "--backend", "cpu", "--json").expect(0).lastEvent();
    Config figures = Config.of("figures", Config.of("end", end).section("figures").orElseThrow());
    assertEquals(trained.get("val_accuracy"), figures.number("accuracy"));
    assertEquals(((Number) trained.get("val_loss")).doubleValue(), figures.number("loss"), 1e-6);
    long sum = 0;
    for (Object row : (List<?>) end.get("confusion")) {
      sum += ((List<?>) row).stream().mapToLong(v -> ((Number) v).longValue()).sum();
    }
    assertEquals(Cli.TEST, sum);
  }

  @Test
  void evaluateFindsTheDataWhereItIsNow() throws IOException {
    Path moved = Cli.writeData(folder.resolve("moved"));
    Cli.run("evaluate", run, "--data-dir", moved, "--backend", "cpu").expect(0);
    Cli.run("evaluate", run, "--data-dir", folder.resolve("gone"), "--backend", "cpu").expect(2);
  }

  @Test
  void predictGivesFiveGuessesWithBars() throws IOException {
    Path file = picture("one.png", 1, false);
    String out = Cli.run("predict", run, file, "--backend", "cpu").expect(0).out();
    assertEquals(6, out.lines().count(), out);
    assertTrue(out.startsWith(file + System.lineSeparator()), out);
    assertTrue(out.contains("#"), out);
  }

  @Test
  void predictReadsFoldersAndDarkOnLight() throws IOException {
    picture("many/a.png", 3, false);
    picture("many/b.png", 3, true);
    Files.writeString(folder.resolve("many/notes.txt"), "not a picture");
    Cli.Answer a =
        Cli.run("predict", run, folder.resolve("many"), "--backend", "cpu", "--json").expect(0);
    List<Map<String, Object>> events = a.events();
    assertEquals(2, events.size());
    assertEquals(List.of(false, true), events.stream().map(e -> e.get("inverted")).toList());
    assertEquals(events.get(0).get("guesses"), events.get(1).get("guesses"));
    double sum = 0;
    for (Object g : (List<?>) events.get(0).get("guesses")) {
      sum += ((Number) ((Map<?, ?>) g).get("probability")).doubleValue();
    }
    assertTrue(sum > 0.5 && sum <= 1.0001, "probabilities of five of ten classes: " + sum);
  }

  @Test
  void whatIsNoPictureIsRefused() throws IOException {
    Path text = folder.resolve("text.png");
    Files.writeString(text, "hello");
    Cli.Answer a = Cli.run("predict", run, text).expect(2);
    assertTrue(a.err().contains(text + " is not a picture in a known format"), a.err());
    a = Cli.run("predict", run, folder.resolve("missing.png")).expect(2);
    assertTrue(a.err().contains("There is no picture"), a.err());
    Path empty = Files.createDirectories(folder.resolve("nothing"));
    Cli.run("predict", run, empty).expect(2);
  }

  @Test
  void aDamagedRunIsRefused() throws IOException {
    Path broken = folder.resolve("broken");
    Files.createDirectories(broken);
    Files.writeString(broken.resolve("config.json"), "{\"model\": ");
    Cli.Answer a = Cli.run("evaluate", broken).expect(2);
    assertTrue(a.err().contains("config.json"), a.err());
    Files.copy(
        run.resolve("config.json"),
        broken.resolve("config.json"),
        StandardCopyOption.REPLACE_EXISTING);
    a = Cli.run("evaluate", broken).expect(2);
    assertTrue(a.err().contains("There is no checkpoint in " + broken), a.err());
  }

  @Test
  void summaryDescribesNetworksAndRuns() {
    assertTrue(Cli.run("summary", "lenet5").expect(0).out().contains("61,706"));
    Map<String, Object> end = Cli.run("summary", run, "--json").expect(0).lastEvent();
    assertEquals(66_790L, end.get("parameters"));
    assertTrue(Cli.run("summary").expect(0).out().contains("pattern"));
    Map<String, Object> memory =
        Cli.run("summary", "conv-pool", "--memory", "--batch", 8, "--backend", "cpu", "--json")
            .expect(0)
            .lastEvent();
    long kept = (Long) memory.get("training_bytes");
    // Adam keeps two numbers for each of the 9,532, in float32 as they are.
    assertTrue(kept > 3 * 4 * 9532, memory.toString());
    assertTrue((Long) memory.get("recompute_bytes") <= kept, memory.toString());
    assertTrue((Long) memory.get("prediction_bytes") < kept, memory.toString());
  }

  @Test
  void networksAreLookedAtForOtherPicturesAndClasses() {
    Map<String, Object> end =
        Cli.run("summary", "resnet18", "--size", "64x32", "--classes", 5, "--json")
            .expect(0)
            .lastEvent();
    assertEquals(List.of(32L, 64L, 3L), end.get("input"));
    assertEquals(List.of(5L), end.get("output"));
    assertEquals(11_689_512L - 995 * 513, end.get("trainable_parameters"));
    Cli.Answer a = Cli.run("summary", run, "--classes", 5).expect(2);
    assertTrue(a.err().contains("is a run"), a.err());
    a = Cli.run("summary", "resnet18", "--size", "big").expect(2);
    assertTrue(a.err().contains("such as 64x48"), a.err());
    a = Cli.run("summary", "alexnet", "--size", "32x32").expect(2);
    assertTrue(a.err().contains("pool"), a.err());
    end =
        Cli.run(
                "gradcheck",
                "lenet5",
                "--size",
                "16x12",
                "--classes",
                2,
                "--samples",
                1,
                "--batch",
                1,
                "--json")
            .expect(0)
            .lastEvent();
    assertEquals(true, end.get("agrees"));
  }

  @Test
  void devicesListsTheCpuWithItsSelfTest() {
    Cli.Answer a = Cli.run("devices", "--json").expect(0);
    assertTrue(
        a.events().stream()
            .anyMatch(e -> "cpu".equals(e.get("id")) && Boolean.TRUE.equals(e.get("passed"))),
        a.out());
    assertTrue(Cli.run("devices").expect(0).out().contains("PASS"));
  }

  @Test
  void commandsOfOtherModulesAreFound() {
    assertTrue(Cli.run("--help").expect(0).out().contains("conformance"));
    Cli.run("conformance", "--help").expect(0);
  }
}
