package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.data.Digits;
import dev.imbrex.data.Normalization;
import dev.imbrex.data.Part;
import dev.imbrex.data.Pictures;
import dev.imbrex.io.SafeTensors;
import dev.imbrex.nn.Model;
import dev.imbrex.tensor.HostTensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one network has learned helps another, as the README says. */
class TransferTest {
  @TempDir Path folder;

  /** Writes drawn digits of some classes as PNG files, a sub-folder per class. */
  private Path write(String name, int from, int to, int count) throws IOException {
    Pictures p = Digits.draw(Part.TRAIN, count, 3);
    Path pictures = folder.resolve(name);
    for (int i = 0; i < count; i++) {
      if (p.label(i) >= from && p.label(i) < to) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int k = 0; k < 28 * 28; k++) {
          image.getRaster().setSample(k % 28, k / 28, 0, p.pixel(i, k));
        }
        Path file = pictures.resolve("digit" + p.label(i)).resolve(i + ".png");
        Files.createDirectories(file.getParent());
        assertTrue(ImageIO.write(image, "png", file.toFile()));
      }
    }
    return pictures;
  }

  private Path trained(int epochs) throws IOException {
    Path run = folder.resolve("base");
    train(run, write("small", 0, 6, 800), "--epochs", epochs, "--batch", 16).expect(0);
    return run;
  }

  private static Cli.Answer train(Path run, Path pictures, Object... more) {
    Object[] first = {
      "train",
      "lenet5",
      "--data",
      "folder:" + pictures,
      "--out",
      run,
      "--threads",
      1,
      "--backend",
      "cpu",
      "--no-report"
    };
    Object[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return Cli.run(all);
  }

  private static double accuracy(Cli.Answer a) {
    return ((Number) a.expect(0).lastEvent().get("val_accuracy")).doubleValue();
  }

  @Test
  void featuresOfOtherClassesHelpWhereThereAreFewPictures() throws IOException {
    Path base = trained(5);
    Path few = write("large", 6, 10, 300);
    Path run = folder.resolve("transferred");
    Object[] terms = {"--epochs", 4, "--batch", 8, "--json", "--holdout", 0.5};
    double alone = accuracy(train(folder.resolve("alone"), few, terms));
    Object[] helped = Arrays.copyOf(terms, terms.length + 4);
    System.arraycopy(
        new Object[] {"--weights", base, "--freeze-until", "flatten"}, 0, helped, terms.length, 4);
    double accuracy = accuracy(train(run, few, helped));
    assertTrue(accuracy > 0.6 && accuracy > alone, accuracy + ", without help " + alone);

    Model before = Run.open(base).best().model();
    Model after = Run.open(run).last().model();
    for (String name : new String[] {"conv2d/kernel", "conv2d_1/bias"}) {
      assertArrayEquals(before.parameter(name).toFloats(), after.parameter(name).toFloats(), name);
    }
    assertFalse(
        Arrays.equals(
            before.parameter("dense/kernel").toFloats(),
            after.parameter("dense/kernel").toFloats()));
    assertFalse(after.node("conv2d").trainable());
    assertTrue(after.node("dense").trainable());
  }

  @Test
  void whatIsReadAndWhatBeginsAnewIsTold() throws IOException {
    Path base = trained(1);
    Path few = write("large", 6, 10, 60);
    String out = train(folder.resolve("r"), few, "--epochs", 1, "--weights", base).expect(0).out();
    assertTrue(out.contains("by the names of imbrex: 8 of 10 parameters"), out);
    assertTrue(
        out.contains("left as it begins: dense_2/kernel (dense_2/kernel has the shape [84, 6]"),
        out);
  }

  @Test
  void weightsGoOutAndInByTheNamesOfOthersInTheSameBits() throws IOException {
    Path base = trained(1);
    Path few = write("large", 6, 10, 60);
    Path direct = folder.resolve("direct");
    train(direct, few, "--epochs", 1, "--weights", base).expect(0);
    for (String names : new String[] {"imbrex", "torchvision"}) {
      Path file = folder.resolve(names + ".safetensors");
      Cli.run("weights", "export", base, "--to", file, "--as", names).expect(0);
      Map<String, HostTensor> tensors = SafeTensors.read(file).tensors();
      assertEquals(names.equals("imbrex"), tensors.containsKey("conv2d/kernel"));
      assertEquals(names.equals("torchvision"), tensors.containsKey("conv2d.weight"));
      Path run = folder.resolve("from-" + names);
      String out = train(run, few, "--epochs", 1, "--weights", file).expect(0).out();
      assertTrue(out.contains("by the names of " + names), out);
      assertArrayEquals(TrainCommandTest.numbers(direct), TrainCommandTest.numbers(run));
      String shown = Cli.run("weights", "show", file, "--model", "lenet5").expect(0).out();
      assertTrue(shown.contains("8 of 10 parameters"), shown);
    }
  }

  @Test
  void pixelsAreReadAsTheWeightsWereTrained() throws IOException {
    Path small = write("small", 0, 6, 200);
    Path few = write("large", 6, 10, 60);
    Path base = folder.resolve("base");
    train(base, small, "--epochs", 1, "--standardize").expect(0);
    var pixels = Run.open(base).normalization();
    assertNotEquals(Normalization.unit(1), pixels);
    Path file = folder.resolve("weights.safetensors");
    Cli.run("weights", "export", base, "--to", file).expect(0);
    int i = 0;
    for (Path weights : new Path[] {base, file}) {
      Path run = folder.resolve("as-trained-" + i++);
      train(run, few, "--epochs", 1, "--weights", weights).expect(0);
      assertEquals(pixels, Run.open(run).normalization(), weights.toString());
    }
    Path own = folder.resolve("own");
    train(own, few, "--epochs", 1, "--weights", base, "--standardize").expect(0);
    assertNotEquals(pixels, Run.open(own).normalization(), "as asked for");
    Path unit = folder.resolve("unit");
    train(unit, few, "--epochs", 1, "--weights", base, "--normalize", "unit").expect(0);
    assertEquals(Normalization.unit(1), Run.open(unit).normalization(), "as asked for");
    refused(few, "have 1 channels, but", "--normalize", "imagenet");
    refused(few, "--normalize is unit or imagenet", "--normalize", "zero");
    Path colour = folder.resolve("colour");
    train(colour, few, "--epochs", 1, "--normalize", "imagenet", "--color", "rgb").expect(0);
    assertEquals(Normalization.IMAGENET, Run.open(colour).normalization());
  }

  @Test
  void whatDoesNotFitIsSaidInASentence() throws IOException {
    Path base = trained(1);
    Path few = write("large", 6, 10, 60);
    refused(few, "it has dense", "--freeze-until", "dense_9");
    refused(few, "summary shows the names", "--freeze-until", "nobody");
    refused(few, "no layer block", "--learning-rate-factor", "block=0.1");
    refused(few, "must be a positive number", "--learning-rate-factor", "dense=0");
    refused(few, "not as torch", "--weights", base, "--weights-names", "torch");
    refused(few, "no weights of this model", "--weights", base, "--weights-names", "torchvision");
    Path part = folder.resolve("part.safetensors");
    Model m = Run.open(base).best().model();
    SafeTensors some =
        new SafeTensors(Map.of("conv2d/kernel", m.parameter("conv2d/kernel")), Map.of());
    try (var channel =
        Files.newByteChannel(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      some.writeTo(channel);
    }
    refused(few, "lacks 7 of the 10 parameters before the end", "--weights", part);
    train(folder.resolve("p"), few, "--epochs", 1, "--weights", part, "--partial-weights")
        .expect(0);
  }

  private void refused(Path pictures, String part, Object... options) {
    Cli.Answer a = train(folder.resolve("refused"), pictures, options);
    assertTrue(a.err().contains(part), a.err());
    assertFalse(Files.exists(folder.resolve("refused").resolve("last")));
    assertEquals(1, a.err().strip().lines().count(), a.err());
  }
}
