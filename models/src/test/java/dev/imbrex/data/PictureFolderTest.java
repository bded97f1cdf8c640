package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
  private static final PictureForm FORM = new PictureForm(2, 3, Resize.STRETCH, Colour.AUTO);

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void aFolderWithASpaceAndAnUmlaut() {
    folder = temporary.resolve("meine Bilder ü");
  }

  /** Writes a picture of one brightness, by which it is known again. */
  private Path write(String name, int grey) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 6; i++) {
      image.getRaster().setSample(i % 3, i / 3, 0, grey);
    }
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    return file;
  }

  private void writeTwoClasses(int each) throws IOException {
    for (int i = 0; i < each; i++) {
      write("cats/a " + i + ".png", i);
      write("dögs/b" + i + ".png", 100 + i);
    }
  }

  private PictureFolder open() {
    return PictureFolder.open(folder, 0.2, 1);
  }

  private static Set<Integer> shades(Pictures p) {
    Set<Integer> all = new HashSet<>();
    for (int i = 0; i < p.count(); i++) {
      assertEquals(p.pixel(i, 0) >= 100 ? 1 : 0, p.label(i));
      all.add(p.pixel(i, 0));
    }
    return all;
  }

  private Set<Integer> shades(Part part) {
    return shades(open().load(part, FORM, Integer.MAX_VALUE));
  }

  private String failure() {
    return assertThrows(DataException.class, this::open).getMessage();
  }

  @Test
  void everyPictureIsInOnePartAndEachClassInBothInTheSameShare() throws IOException {
    writeTwoClasses(20);
    assertEquals(List.of("cats", "dögs"), open().classes());
    Set<Integer> train = shades(Part.TRAIN);
    Set<Integer> test = shades(Part.TEST);
    assertEquals(32, train.size());
    assertEquals(8, test.size());
    assertEquals(4, test.stream().filter(s -> s < 100).count());
    train.retainAll(test);
    assertEquals(Set.of(), train);
  }

  @Test
  void thePartsDependOnNamesAndSeedAlone() throws IOException {
    writeTwoClasses(20);
    Set<Integer> before = shades(Part.TEST);
    Path other = temporary.resolve("other");
    Files.move(folder, other);
    folder = other;
    assertEquals(before, shades(Part.TEST));
    assertFalse(
        before.equals(shades(PictureFolder.open(folder, 0.2, 2).load(Part.TEST, FORM, 1000))));
  }

  @Test
  void oneMorePictureMovesAtMostOneOther() throws IOException {
    writeTwoClasses(20);
    Set<Integer> before = shades(Part.TEST);
    for (int i = 20; i < 30; i++) {
      Path more = write("cats/new " + i + ".png", i);
      Set<Integer> after = shades(Part.TEST);
      after.remove(i);
      Set<Integer> gone = new HashSet<>(before);
      gone.removeAll(after);
      Set<Integer> come = new HashSet<>(after);
      come.removeAll(before);
      assertTrue(gone.size() + come.size() <= 1, before + " " + after);
      Files.delete(more);
    }
  }

  @Test
  void aClassOfTwoHasOneInEachPart() throws IOException {
    writeTwoClasses(2);
    assertEquals(2, shades(Part.TRAIN).size());
    assertEquals(2, shades(Part.TEST).size());
  }

  @Test
  void theFirstPicturesAreOfAllClasses() throws IOException {
    writeTwoClasses(40);
    Pictures few = open().load(Part.TRAIN, FORM, 16);
    assertEquals(16, few.count());
    long cats = shades(few).stream().filter(s -> s < 100).count();
    assertTrue(cats > 2 && cats < 14, cats + " of 16");
  }

  @Test
  void foldersTrainAndTestAreTheParts() throws IOException {
    write("train/a/1.png", 1);
    write("train/b/1.png", 101);
    write("test/a/2.png", 2);
    write("test/b/2.png", 102);
    assertEquals(Set.of(1, 101), shades(Part.TRAIN));
    assertEquals(Set.of(2, 102), shades(Part.TEST));
    write("test/c/3.png", 103);
    assertTrue(failure().contains("has the classes [a, b], but"), failure());
  }

  @Test
  void classesMayBeCalledTrainAndTest() throws IOException {
    write("test/1.png", 1);
    write("test/2.png", 2);
    write("train/1.png", 101);
    write("train/2.png", 102);
    assertEquals(List.of("test", "train"), open().classes());
  }

  @Test
  void greyStaysGreyUntilOnePictureHasColour() throws IOException {
    writeTwoClasses(5);
    assertEquals(1, open().load(Part.TRAIN, FORM, 100).channels());
    assertEquals(3, open().load(Part.TRAIN, FORM.in(Colour.RGB), 100).channels());
    for (Path file : List.of(folder.resolve("cats/x.png"), folder.resolve("cats/y.png"))) {
      BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, 0x010209);
      ImageIO.write(image, "png", file.toFile());
    }
    assertEquals(3, open().load(Part.TRAIN, FORM, 100).channels());
    assertEquals(1, open().load(Part.TRAIN, FORM.in(Colour.GREY), 100).channels());
  }

  @Test
  void hiddenAndOtherFilesArePassedOver() throws IOException {
    writeTwoClasses(2);
    Files.writeString(folder.resolve("cats/notes.txt"), "no picture");
    Files.writeString(folder.resolve("cats/.hidden.png"), "no picture");
    Files.createDirectories(folder.resolve(".thumbnails"));
    assertEquals(2, open().count(Part.TRAIN));
  }

  @Test
  void aBadFileIsNamed() throws IOException {
    writeTwoClasses(3);
    Path bad = folder.resolve("cats/bad.png");
    Files.writeString(bad, "no picture");
    Files.copy(bad, folder.resolve("cats/worse.webp"));
    String message =
        assertThrows(
                DataException.class,
                () -> {
                  shades(Part.TRAIN);
                  shades(Part.TEST);
                })
            .getMessage();
    assertTrue(message.contains("cats") && message.contains("is not a picture in a known format"));
  }

  @Test
  void badFilesAreLeftOutAndReportedWhereAskedFor() throws IOException {
    writeTwoClasses(30);
    Set<Integer> before = shades(Part.TEST);
    for (int i = 0; i < 4; i++) {
      Files.writeString(folder.resolve("cats/a " + i + ".png"), "no picture");
    }
    List<DataException> bad = new ArrayList<>();
    Pictures train = open().load(Part.TRAIN, FORM, 1000, bad::add);
    Pictures test = open().load(Part.TEST, FORM, 1000, bad::add);
    assertEquals(4, bad.size());
    assertEquals(56, train.count() + test.count());
    before.removeAll(Set.of(0, 1, 2, 3));
    assertEquals(before, shades(test));
  }

  @Test
  void aClassOfBadFilesOnlyIsRefused() throws IOException {
    writeTwoClasses(3);
    for (int i = 0; i < 3; i++) {
      Files.writeString(folder.resolve("cats/a " + i + ".png"), "no picture");
    }
    String message =
        assertThrows(DataException.class, () -> open().load(Part.TRAIN, FORM, 1000, e -> {}))
            .getMessage();
    assertTrue(message.startsWith("No picture of the class cats in " + folder), message);
  }

  @Test
  void aFileThatVanishesIsNamed() throws IOException {
    writeTwoClasses(3);
    PictureFolder listed = open();
    for (int i = 0; i < 3; i++) {
      Files.delete(folder.resolve("cats/a " + i + ".png"));
    }
    String message =
        assertThrows(DataException.class, () -> listed.load(Part.TRAIN, FORM, 1000)).getMessage();
    assertTrue(message.contains("vanished while pictures were being read"), message);
  }

  @Test
  void picturesThatDoNotFitIntoMemoryAreRefusedWithTheirSize() throws IOException {
    writeTwoClasses(30);
    PictureForm huge = new PictureForm(8192, 8192, Resize.PAD, Colour.RGB);
    String message =
        assertThrows(DataException.class, () -> open().load(Part.TRAIN, huge, 1000)).getMessage();
    assertTrue(message.contains("take 9,216 MB in 8192x8192 pixels with 3 channels"), message);
    assertTrue(message.contains("choose a smaller --size or fewer with --limit"), message);
  }

  @Test
  void whatIsMissingIsSaidInOneSentence() throws IOException {
    assertEquals(
        "There is no folder "
            + folder
            + "; name one that has a sub-folder of pictures for each class.",
        failure());
    Files.createDirectories(folder);
    assertTrue(failure().contains("has no sub-folders; put the pictures"), failure());
    write("cats/1.png", 1);
    write("cats/2.png", 2);
    assertTrue(failure().contains("has pictures of one class only, cats; at least two"), failure());
    Files.createDirectories(folder.resolve("dogs"));
    assertTrue(failure().contains("dogs has no picture; put PNG"), failure());
    write("dogs/1.png", 101);
    assertTrue(failure().startsWith("The class dogs in " + folder + " has one picture"), failure());
    assertThrows(IllegalArgumentException.class, () -> PictureFolder.open(folder, 1, 1));
  }

  @Test
  void moreClassesThanLabelsAreRefused() throws IOException {
    Path one = write("c0/1.png", 1);
    try (Stream<Integer> numbers = Stream.iterate(1, i -> i <= 256, i -> i + 1)) {
      numbers.forEach(
          i -> {
            try {
              Files.createDirectories(folder.resolve("c" + i));
              Files.copy(one, folder.resolve("c" + i + "/1.png"));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    assertTrue(failure().contains("has 257 sub-folders, but there can be 256 classes"), failure());
  }

  @Test
  void whoListensHearsThatAllPicturesAreRead() throws IOException {
    writeTwoClasses(10);
    List<Integer> heard = new ArrayList<>();
    PictureFolder.Listener l =
        (read, count) -> {
          assertEquals(16, count);
          heard.add(read);
        };
    open().heardBy(l).load(Part.TRAIN, FORM, 1000);
    assertEquals(16, heard.get(heard.size() - 1));
    assertEquals(heard.stream().sorted().toList(), heard);
  }
}
