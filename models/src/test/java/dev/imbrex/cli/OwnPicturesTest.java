package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.data.Digits;
import dev.imbrex.data.Normalization;
import dev.imbrex.data.Part;
import dev.imbrex.data.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trains on a folder of pictures, as the README says. */
class OwnPicturesTest {
  private static final String[] NAMES = {
    "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"
  };

  @TempDir Path folder;

  private Path pictures() {
    return folder.resolve("Ziffern und Zahlen");
  }

  private Path run() {
    return folder.resolve("run");
  }

  /** Writes drawn digits as PNG files into a sub-folder per class. */
  private void writeDigits(int count) throws IOException {
    Pictures p = Digits.draw(Part.TRAIN, count, 3);
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      for (int k = 0; k < 28 * 28; k++) {
        image.getRaster().setSample(k % 28, k / 28, 0, p.pixel(i, k));
      }
      write(image, "png", pictures().resolve(NAMES[p.label(i)]).resolve("Bild " + i + ".png"));
    }
  }

  private static void write(BufferedImage image, String format, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    assertTrue(ImageIO.write(image, format, file.toFile()));
  }

  /**
   * Writes a digit that was not trained on: ink of this colour on paper, so many times as large.
   */
  private Path photograph(int label, int scale, int width, int ink, int paper) throws IOException {
    Pictures p = Digits.draw(Part.TEST, 10, 4);
    int h = 28 * scale;
    BufferedImage image = new BufferedImage(width, h, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * h; i++) {
      int x = (i % width - (width - h) / 2) / scale;
      int y = i / width / scale;
      boolean drawn = x >= 0 && x < 28 && p.pixel(label, y * 28 + x) > 100;
      image.setRGB(i % width, i / width, drawn ? ink : paper);
    }
    Path file = folder.resolve("photographs").resolve(label + ".jpg");
    write(image, "jpg", file);
    return file;
  }

  private Cli.Answer train(Object... more) {
    Object[] first = {
      "train", "lenet5", "--data", "folder:" + pictures(), "--out", run(), "--backend", "cpu"
    };
    Object[] all = new Object[first.length + more.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return Cli.run(all);
  }

  private static String guess(Cli.Answer a) {
    List<?> guesses = (List<?>) a.lastEvent().get("guesses");
    return (String) ((Map<?, ?>) guesses.get(0)).get("class");
  }

  @Test
  void aFolderOfPicturesTrainsAndPredictsPicturesOfAnotherSizeAndColour() throws IOException {
    writeDigits(1200);
    Map<String, Object> end =
        train("--epochs", 6, "--batch", 16, "--augment", "shift:1", "--threads", 1, "--json")
            .expect(0)
            .lastEvent();
    double accuracy = ((Number) end.get("val_accuracy")).doubleValue();
    assertTrue(accuracy > 0.85, "accuracy " + accuracy);
    Map<String, Object> judged = Cli.run("evaluate", run(), "--json").expect(0).lastEvent();
    assertEquals(240L, judged.get("pictures"));
    assertEquals(List.of(NAMES).stream().sorted().toList(), judged.get("classes"));
    int right = 0;
    for (int label = 0; label < 10; label++) {
      Path file = photograph(label, 7, 220, 0x203080, 0xf0f0e0);
      Cli.Answer a = Cli.run("predict", run(), file, "--json").expect(0);
      assertEquals(true, a.lastEvent().get("inverted"));
      right += guess(a).equals(NAMES[label]) ? 1 : 0;
    }
    assertTrue(right >= 7, right + " of 10 photographs");
  }

  @Test
  void aResumedRunReadsThePicturesInTheSameWayAndEndsInTheSameBits() throws IOException {
    writeDigits(60);
    Object[] settings = {
      "--size",
      "24x20",
      "--fit",
      "crop",
      "--color",
      "rgb",
      "--holdout",
      "0.5",
      "--augment",
      "flip,crop:2,rotate:10,noise:0.05,brightness:0.2,cutout:4",
      "--epochs"
    };
    Path whole = folder.resolve("whole");
    Cli.Answer a = train(with(settings, 3)).expect(0);
    assertTrue(a.out().contains("30 pictures, 30 held out"), a.out());
    assertTrue(a.out().contains("20, 24, 3"), a.out());
    Files.move(run(), whole);
    train(with(settings, 1)).expect(0);
    Cli.run("train", "--resume", run(), "--epochs", 3, "--threads", 1).expect(0);
    assertArrayEquals(TrainCommandTest.numbers(whole), TrainCommandTest.numbers(run()));
  }

  private static Object[] with(Object[] settings, Object last) {
    Object[] all = java.util.Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = last;
    return all;
  }

  private static void whiten(Path file) throws IOException {
    write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", file);
  }

  /** Writes digits into folders for training and for what is held out, so that one knows which. */
  private void writeParts() throws IOException {
    writeDigits(40);
    Path all = pictures();
    Path moved = folder.resolve("moved");
    for (String name : NAMES) {
      Path held = Files.createDirectories(moved.resolve("test").resolve(name));
      Path train = Files.createDirectories(moved.resolve("train").resolve(name));
      try (Stream<Path> files = Files.list(all.resolve(name))) {
        List<Path> sorted = files.sorted().toList();
        Files.move(sorted.get(0), held.resolve("0.png"));
        for (Path file : sorted.subList(1, sorted.size())) {
          Files.move(file, train.resolve(file.getFileName()));
        }
      }
      Files.delete(all.resolve(name));
    }
    Files.delete(all);
    Files.move(moved, all);
  }

  private Cli.Answer resume(int epochs, Object... more) {
    List<Object> all = new ArrayList<>(List.of("train", "--resume", run(), "--epochs", epochs));
    all.addAll(List.of("--backend", "cpu"));
    all.addAll(List.of(more));
    return Cli.run(all.toArray());
  }

  @ParameterizedTest
  @CsvSource({"train, training", "test, held-out"})
  void aRunGoesOnWithOtherPicturesOnlyIfThatIsAllowedAndKeepsThatItDid(String part, String name)
      throws IOException {
    writeParts();
    train("--epochs", 1, "--standardize", "--no-report").expect(0);
    whiten(pictures().resolve(part).resolve("acht/0.png"));
    String sentence = "The " + name + " pictures of folder:" + pictures() + " are not those that";
    Cli.Answer a = resume(2).expect(2);
    assertTrue(a.err().contains(sentence) && a.err().contains("--allow-changed-data"), a.err());
    assertEquals(1, a.err().lines().count(), a.err());
    Normalization before = Run.open(run()).normalization();
    String told = name + " pictures after epoch 1";
    a = resume(2, "--allow-changed-data").expect(0);
    assertTrue(a.out().contains("pictures are others than when the run began: " + told), a.out());
    assertEquals(List.of(told), Run.open(run()).data().changes());
    assertEquals(before, Run.open(run()).normalization());
    assertTrue(Files.readString(run().resolve("report.html")).contains("changed: [" + told + "]"));
    resume(3, "--no-report").expect(0);
    whiten(pictures().resolve(part).resolve("eins/0.png"));
    resume(4).expect(2);
  }

  @Test
  void aRunGoesOnWithFewerPicturesOnlyIfThatIsAllowed() throws IOException {
    writeParts();
    train("--epochs", 1, "--no-report").expect(0);
    for (String name : NAMES) {
      try (Stream<Path> files = Files.list(pictures().resolve("train").resolve(name))) {
        Files.delete(files.sorted().skip(1).findFirst().orElseThrow());
      }
    }
    resume(2).expect(2);
    resume(2, "--allow-changed-data", "--no-report").expect(0);
  }

  @Test
  void evaluateTellsThatOtherPicturesAreHeldOutUnlessAFolderIsNamed() throws IOException {
    writeParts();
    train("--epochs", 1, "--no-report").expect(0);
    assertEquals("", Cli.run("evaluate", run()).expect(0).err());
    whiten(pictures().resolve("test/acht/0.png"));
    Cli.Answer a = Cli.run("evaluate", run(), "--json").expect(0);
    assertTrue(a.err().contains("are not those that the run was judged by"), a.err());
    assertEquals(true, a.lastEvent().get("changed_data"));
    a = Cli.run("evaluate", run(), "--data-dir", pictures()).expect(0);
    assertEquals("", a.err());
    Cli.run("predict", run(), pictures().resolve("test/acht/0.png")).expect(0);
  }

  @Test
  void aNewRunHasNothingThatCouldHaveChanged() throws IOException {
    Cli.Answer a = train("--allow-changed-data").expect(2);
    assertTrue(a.err().contains("--allow-changed-data is for --resume"), a.err());
  }

  @Test
  void aFolderThatWasMovedIsNamedAnew() throws IOException {
    writeDigits(40);
    train("--epochs", 1).expect(0);
    Path moved = folder.resolve("moved");
    Files.move(pictures(), moved);
    Cli.Answer a = Cli.run("evaluate", run()).expect(2);
    assertTrue(a.err().contains("There is no folder " + pictures()), a.err());
    Cli.run("evaluate", run(), "--data-dir", moved).expect(0);
    Cli.run("train", "--resume", run(), "--data-dir", moved, "--epochs", 2).expect(0);
  }

  @Test
  void badPicturesEndTheCommandOrAreLeftOutCountedAndNamed() throws IOException {
    writeDigits(40);
    for (int i = 0; i < 7; i++) {
      Files.writeString(pictures().resolve("acht/bad" + i + ".png"), "no picture");
    }
    Cli.Answer a = train("--epochs", 1).expect(2);
    assertTrue(a.err().matches("(?s)imbrex: .*bad\\d.png is not a picture in a known .*"), a.err());
    assertEquals(1, a.err().lines().count(), a.err());
    assertFalse(Files.exists(run()));
    a = train("--epochs", 1, "--skip-bad").expect(0);
    assertTrue(a.out().contains("7 pictures left out that can not be read:"), a.out());
    assertTrue(a.out().contains("… and 2 more"), a.out());
    Cli.run("evaluate", run()).expect(0);
  }

  @Test
  void picturesOnAllKindsOfGroundAreNotInverted() throws IOException {
    writeDigits(40);
    for (int i = 0; i < 40; i += 2) {
      Path file = pictures().resolve(NAMES[i % 10]).resolve("Bild " + i + ".png");
      BufferedImage image = ImageIO.read(file.toFile());
      for (int k = 0; k < 28 * 28; k++) {
        int v = image.getRaster().getSample(k % 28, k / 28, 0);
        image.getRaster().setSample(k % 28, k / 28, 0, 255 - v);
      }
      write(image, "png", file);
    }
    train("--epochs", 1).expect(0);
    for (int paper : new int[] {0x000000, 0xffffff}) {
      Path file = photograph(3, 2, 56, 0x808080, paper);
      Cli.Answer a = Cli.run("predict", run(), file, "--json").expect(0);
      assertEquals(false, a.lastEvent().get("inverted"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--data folder:DIR/none | There is no folder",
        "--data folder: | --data folder: needs the path of a folder",
        "--data folder:DIR/one | has pictures of one class only, a",
        "--data folder:DIR/one/a | has no sub-folders",
        "--data folder:DIR/one --holdout 1 | must lie between 0 and 1",
        "--data folder:DIR/one --size 28 | --size is a width and a height",
        "--data folder:DIR/one --size 0x5 | Pictures are from 1 to 8192 pixels",
        "--data folder:DIR/one --data-dir DIR | leave out --data-dir",
        "--data folder:DIR/one --fit squeeze | squeeze",
        "--data digits --size 5x5 | --size is for pictures of folder:PATH",
        "--skip-bad | --skip-bad is for pictures of folder:PATH and means nothing to digits",
        "--data digits --augment rotate | should be rotate:DEGREES"
      })
  void wrongUseIsOneSentence(String options, String part) throws IOException {
    write(new BufferedImage(1, 1, 10), "png", folder.resolve("one/a/1.png"));
    String line = "train --backend cpu " + options.replace("DIR", folder.toString());
    Cli.Answer a = Cli.run((Object[]) line.split(" ")).expect(2);
    assertTrue(a.err().contains(part), a.err());
  }
}
