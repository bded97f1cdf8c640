package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.Json;
import dev.imbrex.io.SafeTensors;
import dev.imbrex.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs move between cpu and OpenCL. */
class OpenClResumeTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    OpenCl.require();
    data = Cli.writeData(folder.resolve("data"), 400, 100);
  }

  private Cli.Answer begin(Path run, String backend, int epochs) {
    return Cli.run(
        "train",
        "lenet5",
        "--data",
        "mnist",
        "--data-dir",
        data,
        "--out",
        run,
        "--backend",
        backend,
        "--batch",
        32,
        "--epochs",
        epochs,
        "--json");
  }

  private static Cli.Answer goOn(Path run, String backend, int epochs) {
    return Cli.run("train", "--resume", run, "--backend", backend, "--epochs", epochs, "--json");
  }

  private static List<Object> epochs(Cli.Answer a) {
    return a.events().stream()
        .filter(e -> e.get("event").equals("epoch"))
        .map(e -> e.get("epoch"))
        .toList();
  }

  private static double accuracy(Cli.Answer a) {
    return ((Number) a.lastEvent().get("val_accuracy")).doubleValue();
  }

  @Test
  void aRunGoesOnFromCpuOnOpenClAndBack() throws IOException {
    Path run = folder.resolve("run");
    Cli.Answer first = begin(run, "cpu", 3).expect(0);
    Cli.Answer second = goOn(run, "opencl", 6).expect(0);
    assertTrue(second.lastEvent().get("backend").toString().startsWith("opencl"), second.out());
    assertEquals(List.of(4L, 5L, 6L), epochs(second));
    Cli.Answer third = goOn(run, "cpu", 9).expect(0);
    assertEquals(List.of(7L, 8L, 9L), epochs(third));
    assertEquals(10, Files.readAllLines(run.resolve("metrics.csv")).size());
    assertEquals("cpu", third.lastEvent().get("backend"));
    assertTrue(accuracy(third) > 0.8, third.out());
    assertTrue(accuracy(third) > accuracy(first), first.out() + third.out());

    // Had the optimiser begun anew, these would not be the numbers of an undisturbed training but
    // for rounding.
    Path whole = folder.resolve("whole");
    Cli.Answer undisturbed = begin(whole, "cpu", 9).expect(0);
    double expected = loss(undisturbed);
    assertEquals(expected, loss(third), 0.02 * expected, undisturbed.out() + third.out());
  }

  private static double loss(Cli.Answer a) {
    return a.events().stream()
        .filter(e -> e.get("event").equals("epoch"))
        .map(e -> (Number) e.get("loss"))
        .reduce((x, y) -> y)
        .orElseThrow()
        .doubleValue();
  }

  /** Returns what the optimiser keeps, among other things. */
  private static Map<String, HostTensor> state(Path run) {
    return SafeTensors.readChecked(run.resolve("last/training.safetensors")).tensors();
  }

  @Test
  void aRunResumedOnTheSameDeviceEndsInTheBitsOfAnUndisturbedOne() throws IOException {
    Path whole = folder.resolve("whole");
    Path run = folder.resolve("run");
    begin(whole, "opencl", 4).expect(0);
    begin(run, "opencl", 2).expect(0);
    goOn(run, "opencl", 4).expect(0);
    assertArrayEquals(TrainCommandTest.numbers(whole), TrainCommandTest.numbers(run));
    Map<String, HostTensor> expected = state(whole);
    Map<String, HostTensor> actual = state(run);
    assertTrue(expected.containsKey("slot/1"), expected::toString);
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, t) -> assertEquals(t.buffer(), actual.get(name).buffer(), name));
    assertTrue(Json.read(run.resolve("last/training.json")).toString().contains("opencl"));
  }
}
