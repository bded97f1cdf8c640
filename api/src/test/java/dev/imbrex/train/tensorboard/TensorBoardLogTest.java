package dev.imbrex.train.tensorboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.train.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardLogTest {
  /** A record with the event of the file's version at 1.5 seconds. */
  private static final String VERSION =
      "1800000000000000" // 24 bytes
          + "a37f4b22"
          + "09" // field 1, eight bytes: 1.5
          + "000000000000f83f"
          + "1a0d" // field 3, 13 bytes: brain.Event:2
          + "627261696e2e4576656e743a32"
          + "2a28646c";

  /** A record with four figures of step 300 at 1.5 seconds. */
  private static final String EPOCH =
      "6000000000000000" // 96 bytes
          + "2821c6da"
          + "09" // field 1, eight bytes: 1.5
          + "000000000000f83f"
          + "10" // field 2, varint: 300
          + "ac02"
          + "2a52" // field 5, 82 bytes: a summary
          + "0a0b" // its field 1, 11 bytes: a value, of which field 1 is a text, field 2 a float
          + "0a046c6f7373150000003f" // loss 0.5
          + "0a13"
          + "0a0c76616c5f6163637572616379150000403f" // val_accuracy 0.75
          + "0a14"
          + "0a0d6c6561726e696e675f72617465150000003e" // learning_rate 0.125
          + "0a18"
          + "0a11696d616765735f7065725f7365636f6e641500007a44" // images_per_second 1000
          + "b3fe88c4";

  @TempDir Path folder;

  private static Clock at(long millis) {
    return Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  private static History.Epoch epoch(int number) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("loss", 0.5);
    figures.put("val_accuracy", 0.75);
    return new History.Epoch(number, figures, 0.125, 2, 1000);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  @Test
  void aFileBeginsWithItsVersionAndHasAnEventForEachEpoch() throws IOException {
    TensorBoardLog log = new TensorBoardLog(folder, at(1500));
    log.write(epoch(300));
    Path file = folder.resolve("events.out.tfevents.0000000001.imbrex");
    assertEquals(VERSION + EPOCH, HexFormat.of().formatHex(Files.readAllBytes(file)));
    log.write(epoch(300));
    assertEquals(VERSION + EPOCH + EPOCH, HexFormat.of().formatHex(Files.readAllBytes(file)));
    assertEquals(List.of(file), files());
  }

  @Test
  void aResumedTrainingBeginsAFileThatIsReadAfterTheOthers() throws IOException {
    new TensorBoardLog(folder, at(5000)).write(epoch(1));
    byte[] first = Files.readAllBytes(files().get(0));
    // Within the same second, and with a clock that was set back.
    new TensorBoardLog(folder, at(5000)).write(epoch(2));
    new TensorBoardLog(folder, at(1000)).write(epoch(3));
    assertEquals(
        List.of(
            "events.out.tfevents.0000000005.imbrex",
            "events.out.tfevents.0000000006.imbrex",
            "events.out.tfevents.0000000007.imbrex"),
        files().stream().map(p -> p.getFileName().toString()).toList());
    assertArrayEquals(first, Files.readAllBytes(files().get(0)));
  }

  @Test
  void whatCanNotBeWrittenDoesNotEndTheTrainingAndIsTriedAgain() throws IOException {
    Path taken = folder.resolve("taken");
    Files.writeString(taken, "a file where a folder should be");
    TensorBoardLog log = new TensorBoardLog(taken, at(1500));
    log.write(epoch(1));
    Files.delete(taken);
    log.write(epoch(300));
    Path file = taken.resolve("events.out.tfevents.0000000001.imbrex");
    assertTrue(Files.exists(file), "the folder is made");
    assertEquals(VERSION + EPOCH, HexFormat.of().formatHex(Files.readAllBytes(file)));
  }
}
