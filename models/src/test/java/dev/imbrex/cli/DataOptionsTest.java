package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.data.Colour;
import dev.imbrex.data.PictureFile;
import dev.imbrex.data.PictureForm;
import dev.imbrex.data.Resize;
import dev.imbrex.io.Json;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Augmentation;
import dev.imbrex.train.PixelRange;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataOptionsTest {
  private static final FolderOptions OWN =
      new FolderOptions(new PictureForm(20, 30, Resize.CROP, Colour.RGB), 0.25, 7, true);

  private static DataOptions read(String json) {
    return DataOptions.fromConfig(Json.parseMap("data", json));
  }

  @Test
  void optionsAreTheSameAfterTheyHaveBeenInAFile() {
    DataOptions known =
        DataOptions.of("mnist", Optional.of(Path.of("/data")), OWN)
            .with(true, 99, AugmentList.parse("flip,crop:4,rotate:10,noise:0.05"));
    assertEquals(known, read(Json.line(known.config())));
    DataOptions own =
        read(
            Json.line(DataOptions.of("folder:a b/ä", Optional.empty(), OWN).config())
                .replaceFirst(
                    "\\}$",
                    ", \"checksum\": \"01234567\", \"held_out_checksum\": \"89abcdef\","
                        + " \"same_ground\": false, \"changed\": [\"all of it\"]}"));
    assertEquals(Optional.of(OWN), own.own());
    assertEquals("folder:" + Path.of("a b/ä").toAbsolutePath(), own.name());
    assertEquals(
        Optional.of(new FoundData("01234567", "89abcdef", false, List.of("all of it"))),
        own.found());
    assertEquals(own, read(Json.line(own.config())));
    assertEquals("ä", own.shortName());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | 0 | ''",
        "true | 0 | flip",
        "false | 2 | shift:2",
        "true | 3 | flip,shift:3"
      })
  void runsOfEarlierVersionsAreRead(boolean flip, int shift, String list) {
    DataOptions old =
        read(
            String.format(
                "{\"name\": \"mnist\", \"folder\": \"/data\", \"standardize\": true, \"limit\": 40,"
                    + " \"flip\": %b, \"shift\": %d, \"checksum\": \"%s\"}",
                flip, shift, shift == 0 ? "" : "01234567"));
    assertEquals(list, old.augment().toString());
    assertEquals(
        shift == 0 ? Optional.empty() : Optional.of(new FoundData("01234567", "", true, List.of())),
        old.found());
    assertEquals(40, old.limit());
  }

  @Test
  void unknownOptionsAreRefused() {
    Map<String, Object> config = DataOptions.of("mnist", Optional.empty(), OWN).config();
    config.put("zoom", 2);
    assertThrows(ModelFormatException.class, () -> DataOptions.fromConfig(config));
  }

  @Test
  void everyVariationIsReadAndMade() {
    String all = "flip,shift:2,crop:4,rotate:10,noise:0.05,brightness:0.2,cutout:8";
    AugmentList list = AugmentList.parse(all);
    assertEquals(all, list.toString());
    assertEquals(AugmentList.Kind.values().length, list.steps().size());
    assertTrue(list.create(0, PixelRange.unit(1)) != Augmentation.NONE);
    assertEquals(Augmentation.NONE, AugmentList.parse("").create(0, PixelRange.unit(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flip:1",
        "shift",
        "shift:-1",
        "shift:1.5",
        "rotate:181",
        "rotate:x",
        "noise:2",
        "cutout:0",
        "crop:",
        "brightness:1.1"
      })
  void aWrongAmountIsRefusedWithTheRightForm(String part) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> AugmentList.parse("flip," + part))
            .getMessage();
    assertTrue(message.startsWith("The augmentation \"" + part + "\" should be "), message);
  }

  @Test
  void anUnknownVariationListsThoseThatThereAre() {
    assertEquals(
        "There is no augmentation \"spin\"; choose from flip, shift:PIXELS, crop:PIXELS,"
            + " rotate:DEGREES, noise:DEVIATION, brightness:SHARE, cutout:PIXELS, with commas"
            + " between.",
        assertThrows(IllegalArgumentException.class, () -> AugmentList.parse("spin")).getMessage());
  }

  @ParameterizedTest
  @CsvSource({"folder:/a/my cats!, my-cats-", "folder:/, pictures", "folder:/a/bären, bären"})
  void theNameOfARunNeedsNoQuotes(String name, String expected) {
    assertEquals(expected, DataOptions.of(name, Optional.empty(), OWN).shortName());
  }

  @Test
  void aPictureIsReadAsThoseOfTheTraining(@TempDir Path folder) throws IOException {
    BufferedImage image = new BufferedImage(90, 20, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 90 * 20; i++) {
      image.setRGB(i % 90, i / 90, new int[] {0xff0000, 0x00ff00, 0x0000ff}[i % 90 / 30]);
    }
    Path file = folder.resolve("flag.png");
    ImageIO.write(image, "png", file.toFile());
    DataOptions cropped = DataOptions.of("folder:x", Optional.empty(), OWN);
    byte[] pixels = cropped.read(file, Shape.of(20, 30, 3), 0, PictureFile.Invert.AUTO).pixels();
    assertEquals(20 * 30 * 3, pixels.length);
    for (int i = 0; i < pixels.length; i++) {
      assertEquals(i % 3 == 1 ? 255 : 0, pixels[i] & 255);
    }
    DataOptions padded = DataOptions.of("mnist", Optional.empty(), OWN);
    pixels = padded.read(file, Shape.of(20, 30, 3), 0, PictureFile.Invert.AUTO).pixels();
    assertEquals(255, pixels[3 * (10 * 30 + 2)] & 255, "the red at the left is there, too");
  }
}
