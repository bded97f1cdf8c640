package dev.imbrex.train;

import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.Disk;
import dev.imbrex.io.FaultyDisk;
import dev.imbrex.io.Json;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.io.SafeTensors;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.spi.OpWays;
import dev.imbrex.tensor.HostTensor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {
  private static final List<String> FILES =
      List.of("model.json", "weights.safetensors", "training.json", "training.safetensors");

  @TempDir Path dir;

  /** A model with parameters of both kinds. */
  private static Model model() {
    return Sequential.of(Input.of(2), Dense.of(2), BatchNorm.of());
  }

  /** A state in which every number is another, those of training NaN and infinite among them. */
  private static TrainingState state(Model model, int epoch) {
    Snapshot s = Snapshot.zeros(model, 2, false, 4);
    int next = 100 * epoch;
    List<HostTensor> tensors = new ArrayList<>(s.slots);
    tensors.addAll(List.of(s.weights, s.state));
    for (HostTensor t : tensors) {
      for (int i = 0; i < t.shape().intSize(); i++) {
        t.set(i, ++next / 7.0);
      }
    }
    double[] sums = {Double.NaN, 1, -0.0, 0.1};
    System.arraycopy(sums, 0, s.sums, 0, 4);
    System.arraycopy(new double[] {1 / 3.0, 2, 3, Double.MIN_VALUE}, 0, s.drained, 0, 4);
    s.position = new Position(epoch, 2, 1L << 40);
    s.learningRate = 0.1;
    s.seconds = 12.5;
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("loss", Double.NaN);
    figures.put("accuracy", 1 / 3.0);
    figures.put("val_loss", Double.POSITIVE_INFINITY);
    Map<String, Memory> memories = new LinkedHashMap<>();
    memories.put("None", Memory.NONE);
    memories.put("Some", new Memory(Map.of("best", 0.25), Map.of("t/u", HostTensor.scalar(epoch))));
    return new TrainingState(
        Map.of("seed", "-5", "data", Map.of("size", 3L)),
        9,
        s,
        List.of(new History.Epoch(1, figures, 0.1, 3, Math.PI)),
        memories,
        Map.of("device", "test"),
        new OpWays("opencl, test", Map.of("Conv2d[a=1] of [F32[2]]", "registers-4x8x1-s3")));
  }

  private static void write(Disk disk, Path folder, int epoch) throws IOException {
    Model model = model();
    CheckpointFiles.write(disk, folder, model, state(model, epoch));
  }

  private static void assertEpoch(int epoch, Path folder) {
    Checkpoint c = Checkpoint.read(folder);
    TrainingState expected = state(model(), epoch);
    Snapshot a = expected.snapshot();
    Snapshot b = c.state().snapshot();
    assertTrue(a.weights.sameBits(b.weights) && a.state.sameBits(b.state));
    assertTrue(a.weights.sameBits(c.model().weights()));
    assertEquals(2, b.slots.size());
    for (int i = 0; i < 2; i++) {
      assertTrue(a.slots.get(i).sameBits(b.slots.get(i)));
    }
    assertTrue(Arrays.equals(a.sums, b.sums) && Arrays.equals(a.drained, b.drained));
    assertEquals(a.position, b.position);
    assertEquals(a.learningRate, b.learningRate);
    assertEquals(a.seconds, b.seconds);
    assertEquals(expected.settings(), c.state().settings());
    assertEquals(expected.epochs(), c.state().epochs());
    assertEquals(expected.finished(), c.state().finished());
    assertEquals(expected.numerics(), c.state().numerics());
    assertEquals(expected.ways(), c.state().ways());
    assertEquals(expected.memories().keySet(), c.state().memories().keySet());
    Memory some = c.state().memory("Some").orElseThrow();
    assertEquals(0.25, some.values().get("best"));
    assertTrue(some.tensors().get("t/u").sameBits(HostTensor.scalar(epoch)));
  }

  @Test
  void whatIsWrittenIsReadBackBitForBit() throws IOException {
    write(Disk.SYSTEM, dir.resolve("c"), 3);
    assertEpoch(3, dir.resolve("c"));
    try (Stream<Path> files = Files.list(dir.resolve("c"))) {
      assertEquals(
          FILES.stream().sorted().toList(),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void theLastGoodCheckpointIsReadAtWhateverStepTheWriteFails() throws IOException {
    for (boolean killed : new boolean[] {false, true}) {
      boolean failed = true;
      for (int step = 0; failed; step++) {
        Path folder = dir.resolve(killed + "-" + step);
        write(Disk.SYSTEM, folder, 1);
        write(Disk.SYSTEM, folder, 2);
        FaultyDisk disk = new FaultyDisk(step, killed);
        int last = 3;
        try {
          write(disk, folder, 3);
        } catch (IOException e) {
          last = Checkpoint.read(folder).state().snapshot().position.epoch();
          assertTrue(last == 2 || last == 3, "nothing is lost");
        }
        failed = disk.failed();
        assertEpoch(last, folder);
        write(Disk.SYSTEM, folder, 4);
        assertEpoch(4, folder);
      }
    }
  }

  @Test
  void aTruncatedFileIsNoticedWhereverItEnds() throws IOException {
    Path folder = dir.resolve("c");
    write(Disk.SYSTEM, folder, 1);
    // Not at each place, which takes long: the tests of the formats do that in memory.
    for (String file : FILES) {
      byte[] whole = Files.readAllBytes(folder.resolve(file));
      for (int length = 0; length < whole.length; length += 3) {
        Files.write(folder.resolve(file), Arrays.copyOf(whole, length));
        ModelFormatException e =
            assertThrows(
                ModelFormatException.class, () -> Checkpoint.read(folder), file + " " + length);
        assertTrue(e.getMessage().contains(file), e.getMessage());
      }
      Files.write(folder.resolve(file), whole);
    }
    assertEpoch(1, folder);
  }

  @Test
  void aFlippedBitIsNoticedWhereverItIs() throws IOException {
    Path folder = dir.resolve("c");
    write(Disk.SYSTEM, folder, 1);
    // Not at each place, which takes long: the tests of the formats do that in memory.
    for (String file : FILES) {
      byte[] whole = Files.readAllBytes(folder.resolve(file));
      for (int i = 0; i < whole.length; i += 5) {
        byte[] flipped = whole.clone();
        flipped[i] ^= (byte) (1 << i % 8);
        Files.write(folder.resolve(file), flipped);
        assertThrows(
            ModelFormatException.class, () -> Checkpoint.read(folder), file + " byte " + i);
      }
      Files.write(folder.resolve(file), whole);
    }
    assertEpoch(1, folder);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Path folder = dir.resolve("c");
    assertTrue(
        assertThrows(ModelFormatException.class, () -> Checkpoint.read(folder))
            .getMessage()
            .startsWith("There is no checkpoint in "));
    for (String file : FILES) {
      write(Disk.SYSTEM, folder, 1);
      Files.delete(folder.resolve(file));
      String m =
          assertThrows(ModelFormatException.class, () -> Checkpoint.read(folder)).getMessage();
      assertTrue(m.contains(file), m);
      Files.write(folder.resolve("training.safetensors"), new byte[0]);
    }
  }

  @Test
  void filesOfTwoCheckpointsDoNotMix() throws IOException {
    write(Disk.SYSTEM, dir.resolve("a"), 1);
    write(Disk.SYSTEM, dir.resolve("b"), 2);
    Files.copy(
        dir.resolve("a/weights.safetensors"),
        dir.resolve("b/weights.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
    String m =
        assertThrows(ModelFormatException.class, () -> Checkpoint.read(dir.resolve("b")))
            .getMessage();
    assertTrue(m.contains("the checksum of weights.safetensors does not fit"), m);
  }

  /** Writes another text for what people may read, as if the writer had meant it. */
  private static void rewrite(Path folder, UnaryOperator<Map<String, Object>> change)
      throws IOException {
    Path training = folder.resolve("training.json");
    Files.writeString(training, Json.text(change.apply(Json.read(training))));
    CRC32C sum = new CRC32C();
    sum.update(Files.readAllBytes(training));
    Path state = folder.resolve("training.safetensors");
    SafeTensors old = SafeTensors.readChecked(state);
    Map<String, String> sums = new LinkedHashMap<>(old.metadata());
    sums.put("training.json", String.format("%08x", sum.getValue()));
    try (FileChannel out = FileChannel.open(state, WRITE, TRUNCATE_EXISTING)) {
      new SafeTensors(old.tensors(), sums).writeTo(out);
    }
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> other = new LinkedHashMap<>(map);
    other.put(key, value);
    return other;
  }

  @Test
  void aCheckpointOfAVersionBeforeNamesNoWays() throws IOException {
    Path folder = dir.resolve("c");
    write(Disk.SYSTEM, folder, 1);
    rewrite(
        folder,
        m -> {
          Map<String, Object> without = new LinkedHashMap<>(m);
          assertTrue(without.remove("ways") != null);
          return without;
        });
    assertEquals(OpWays.NONE, Checkpoint.read(folder).state().ways());
  }

  @Test
  void damagedWaysAreOneSentence() throws IOException {
    Map<Object, String> damaged = new LinkedHashMap<>();
    damaged.put("winograd", "needs ways as a map");
    damaged.put(List.of("winograd"), "needs ways as a map");
    damaged.put(Map.of(), "lacks ops");
    damaged.put(Map.of("device", "d", "ops", 3L), "needs ops as a map");
    damaged.put(Map.of("device", 1L, "ops", Map.of("op", "way")), "needs device as a text");
    damaged.put(Map.of("ops", Map.of("op", "way")), "needs device as a text");
    damaged.put(Map.of("device", "d", "ops", Map.of("op", 3L)), "needs op as a text");
    damaged.put(
        Map.of("device", "d", "ops", Map.of("op", "two words")), "should be a name without");
    damaged.put(Map.of("device", "", "ops", Map.of("op", "way")), "none is named");
    Path folder = dir.resolve("c");
    for (Map.Entry<Object, String> e : damaged.entrySet()) {
      write(Disk.SYSTEM, folder, 1);
      rewrite(folder, m -> with(m, "ways", e.getKey()));
      String m =
          assertThrows(
                  ModelFormatException.class, () -> Checkpoint.read(folder), e.getKey()::toString)
              .getMessage();
      assertTrue(m.contains("training.json") && m.contains(e.getValue()), m);
      assertEquals(1, m.lines().count(), m);
    }
  }

  /** A layer of 300 million numbers, which are not in the file, is refused before it is made. */
  @Test
  void aModelLargerThanItsWeightsTakesNoMemory() throws IOException {
    Path folder = dir.resolve("model");
    Small.model().save(folder);
    String layers = Files.readString(folder.resolve("model.json"));
    Files.writeString(
        folder.resolve("model.json"), layers.replace("\"units\": 3", "\"units\": 50000000"));
    long before = Allocation.ofThisThread();
    String m = assertThrows(ModelFormatException.class, () -> Model.load(folder)).getMessage();
    assertTrue(m.contains("hidden/kernel should be F32[2, 50000000]"), m);
    assertTrue(Allocation.ofThisThread() - before < 10_000_000);
  }

  @Test
  void differencesNameThePath() {
    Map<String, Object> a = Map.of("x", List.of(1L, Map.of("y", "z")));
    assertEquals(Optional.empty(), Differences.first(a, a));
    assertEquals(
        "x[1].y is z in the checkpoint, but w here",
        Differences.first(a, Map.of("x", List.of(1L, Map.of("y", "w")))).orElseThrow());
    assertEquals(
        "x[1] is {y=z} in the checkpoint, but missing here",
        Differences.first(a, Map.of("x", List.of(1L))).orElseThrow());
    assertEquals(
        "q is missing in the checkpoint, but 1 here",
        Differences.first(Map.of(), Map.of("q", 1L)).orElseThrow());
  }
}
