package dev.imbrex.opencl.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.opencl.tune.TuningRecord.Blame;
import dev.imbrex.opencl.tune.TuningRecord.Entry;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.TuningLevel;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningRecordTest {
  private static final DeviceInfo DEVICE =
      new DeviceInfo("opencl:0", "A device", "Somebody", DeviceKind.GPU, 1, 1, 64, "1", Map.of());

  @TempDir Path folder;

  private static OpShape product(int batch) {
    return new OpShape(
        new MatMul(false, false), List.of(TensorType.f32(batch, 3), TensorType.f32(3, 5)));
  }

  private static Entry entry(int batch, String way) {
    return new Entry(product(batch).text(), way, 12, "usual", 34, 2, TuningLevel.QUICK);
  }

  private static TuningRecord record(Entry... entries) {
    return TuningRecord.of(List.of(entries), List.of());
  }

  private static Optional<String> way(TuningRecord r, int batch) {
    return r.near(product(batch)).map(Entry::way);
  }

  @Test
  void theNearestBatchFromAQuarterToFourTimesCounts() {
    TuningRecord r = record(entry(8, "small"), entry(64, "large"));
    assertEquals(Optional.of("large"), way(r, 64));
    assertEquals(Optional.of("large"), way(r, 256));
    assertEquals(Optional.empty(), way(r, 257));
    assertEquals(Optional.of("large"), way(r, 30));
    assertEquals(Optional.of("small"), way(r, 9));
    assertEquals(Optional.of("small"), way(r, 2));
    assertEquals(Optional.empty(), way(r, 1));
    assertTrue(r.exactly(product(9)).isEmpty());
    OpShape wider =
        new OpShape(new MatMul(false, false), List.of(TensorType.f32(8, 3), TensorType.f32(3, 6)));
    assertTrue(r.near(wider).isEmpty());
  }

  private static OpShape activated(int batch, ActivationFn fn, boolean keep) {
    return new OpShape(
        new MatMulBiasActivation(false, false, Activation.of(fn), keep),
        List.of(TensorType.f32(batch, 3), TensorType.f32(3, 5), TensorType.f32(5)));
  }

  @Test
  void anActivationIsNothingToATile() {
    String text = activated(64, ActivationFn.RELU, true).text();
    TuningRecord r = record(new Entry(text, "w", 1, "u", 2, 0, TuningLevel.QUICK));
    OpShape like = activated(100, ActivationFn.SWISH, false);
    assertEquals(Optional.of("w"), r.near(like).map(Entry::way));
    assertTrue(r.exactly(like).isEmpty());
    assertTrue(r.near(product(64)).isEmpty(), "without a bias it is another op");
  }

  @Test
  void whatIsNewerReplacesWhatIsOlder() {
    TuningRecord r = record(entry(8, "old"), entry(16, "other")).with(entry(8, "new"));
    assertEquals(Optional.of("new"), way(r, 8));
    assertEquals(2, r.entries().size());
    assertEquals("new", r.entries().get(1).way());
  }

  @Test
  void theOldestAreForgottenWhereThereAreTooMany() {
    List<Entry> many = new ArrayList<>();
    for (int i = 1; i <= TuningRecord.MOST + 2; i++) {
      many.add(entry(i, "w"));
    }
    TuningRecord r = TuningRecord.of(many, List.of());
    assertEquals(TuningRecord.MOST, r.entries().size());
    assertTrue(r.exactly(product(2)).isEmpty());
    assertTrue(r.exactly(product(3)).isPresent());
  }

  @Test
  void aBlameIsForEveryOp() {
    TuningRecord r = TuningRecord.EMPTY.with(new Blame(product(4).text(), "killer"));
    assertTrue(r.isBad("killer"));
    assertFalse(r.isBad("other"));
    assertFalse(r.isEmpty());
  }

  private Path written(TuningRecord r) throws IOException {
    Path file = folder.resolve("deep").resolve(TuningFile.NAME);
    TuningFile.write(file, DEVICE, r);
    return file;
  }

  @Test
  void aFileGivesTheRecordBack() throws IOException {
    TuningRecord r =
        record(
                entry(8, "registers-8x16x2"),
                new Entry(product(9).text(), "w", 1e9, "u", 0, 0, TuningLevel.FULL))
            .with(new Blame(product(4).text(), "killer"));
    Path file = written(r);
    TuningRecord back = TuningFile.read(file);
    assertEquals(r.entries(), back.entries());
    assertEquals(r.blames(), back.blames());
    assertEquals("A device", TuningFile.parse(file).device());
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList(), "nothing else is left");
    }
  }

  @Test
  void aFileThatIsNotThereIsEmpty() {
    assertTrue(TuningFile.read(folder.resolve("nowhere")).isEmpty());
  }

  @Test
  void aFileThatIsCutAnywhereLosesOnlyWhatIsCut() throws IOException {
    Path file = written(record(entry(8, "a"), entry(16, "b")));
    byte[] whole = Files.readAllBytes(file);
    int head = new String(whole, StandardCharsets.UTF_8).indexOf('\n');
    int second = new String(whole, StandardCharsets.UTF_8).indexOf('\n', head + 1);
    for (int end = 0; end < whole.length; end++) {
      Files.write(file, Arrays.copyOf(whole, end));
      int known = TuningFile.read(file).entries().size();
      assertEquals(end < second ? 0 : end < whole.length - 1 ? 1 : 2, known, "cut at " + end);
    }
  }

  @Test
  void linesThatSayNothingArePassedOver() throws IOException {
    Path file = written(record(entry(8, "a"), entry(16, "b")));
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.add(1, "no JSON");
    lines.add(2, "{\"way\": \"w\", \"op\": \"MatMul of nothing\"}");
    lines.add(3, "{\"way\": 3}");
    lines.add(4, "");
    lines.add(5, "[1, 2]");
    lines.add(6, "{\"op\": \"" + "x".repeat(5000) + "\"}");
    Files.write(file, lines);
    assertEquals(2, TuningFile.read(file).entries().size());
  }

  @Test
  void aWayMayBeEditedByHand() throws IOException {
    Path file = folder.resolve("mine.jsonl");
    Files.writeString(
        file,
        "{\"imbrex_tuning\": 1}\n{\"op\": \"" + product(8).text() + "\", \"way\": \"local\"}\n");
    assertEquals(Optional.of("local"), way(TuningFile.read(file), 8));
  }

  @Test
  void whatIsNoRecordIsEmptyAndItsNameIsTold() throws IOException {
    for (String text : List.of("", "hello", "{\"imbrex_tuning\": 2}\n", "{}\n", "\0\0\0")) {
      Path file = Files.writeString(folder.resolve("other"), text);
      assertTrue(TuningFile.read(file).isEmpty());
      ModelFormatException e =
          assertThrows(ModelFormatException.class, () -> TuningFile.parse(file));
      assertTrue(e.getMessage().startsWith(file + " is not a tuning record"), e.getMessage());
    }
    Path large = Files.write(folder.resolve("large"), new byte[9 << 20]);
    assertThrows(ModelFormatException.class, () -> TuningFile.parse(large));
  }
}
