package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {
  @TempDir Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void writeData() throws IOException {
    data = Cli.writeData(folder.resolve("data"));
    run = folder.resolve("run");
  }

  @Test
  void jsonIsOneObjectPerLineAndNothingElse() {
    Cli.Answer a = Cli.train(data, run, "--epochs", 2, "--json").expect(0);
    List<Map<String, Object>> events = a.events();
    List<Object> names = events.stream().map(e -> e.get("event")).toList();
    assertEquals(List.of("begin", "step", "epoch"), names.subList(0, 3));
    List<Object> others = names.stream().filter(n -> !n.equals("step")).toList();
    assertEquals(List.of("begin", "epoch", "epoch", "end"), others);
    Map<String, Object> step = events.get(1);
    assertEquals(1L, step.get("epoch"));
    assertEquals(1L, step.get("step"));
    assertTrue(((Number) step.get("loss")).doubleValue() > 0, step.toString());
    Map<String, Object> end = a.lastEvent();
    assertEquals("cpu", end.get("backend"));
    assertFalse(end.get("device").toString().isEmpty());
    for (String number : List.of("val_accuracy", "val_loss", "images_per_second", "seconds")) {
      assertTrue(((Number) end.get(number)).doubleValue() >= 0, number + " in " + end);
    }
    assertTrue(((Number) end.get("images_per_second")).doubleValue() > 0);
    assertEquals(2L, end.get("epochs"));
    assertEquals(run.toString(), end.get("run"));
    assertEquals("", a.err());
  }

  @Test
  void theReferenceBackendTrainsToo() {
    Cli.Answer a = Cli.train(data, run, "--epochs", 1, "--json", "--backend", "reference");
    // Said twice, the backend is refused: picocli takes options once.
    a.expect(2);
    a =
        Cli.run(
            "train",
            "mlp-84",
            "--data",
            "mnist",
            "--data-dir",
            data,
            "--out",
            run,
            "--epochs",
            1,
            "--backend",
            "reference",
            "--json");
    assertEquals("reference", a.expect(0).lastEvent().get("backend"));
  }

  @Test
  void peopleReadSettingsLayersEpochsAndWhatToDoNext() {
    String out = Cli.train(data, run, "--epochs", 2, "--seed", 9).expect(0).out();
    assertTrue(out.contains("Java " + Runtime.version()), out);
    assertTrue(out.contains("48 pictures, 20 held out; 2 epochs of batches of 16, seed 9"), out);
    assertTrue(out.contains("optimiser Adam("), out);
    assertTrue(out.contains("66,790"), out);
    assertTrue(out.contains("epoch 1/2") && out.contains("epoch 2/2"), out);
    assertTrue(out.contains("of the held-out pictures right"), out);
    assertTrue(out.contains("./imbrex predict " + run + " "), out);
    assertTrue(out.contains("./imbrex train --resume " + run + " "), out);
    assertFalse(out.contains("\r"), "plain lines where nobody watches");
  }

  @Test
  void aRunLeavesItsFiles() throws IOException {
    Cli.train(data, run, "--epochs", 2).expect(0);
    for (String name : List.of("config.json", "metrics.csv", "last", "best")) {
      assertTrue(Files.exists(run.resolve(name)), name);
    }
    assertEquals(3, Files.readAllLines(run.resolve("metrics.csv")).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "nesterov"})
  void aResumedRunEndsInTheSameBits(String optimizer) throws IOException {
    Object[] settings = {
      "--optimizer",
      optimizer,
      "--schedule",
      "plateau",
      "--augment",
      "shift:2",
      "--early-stop",
      9,
      "--standardize",
      "--seed",
      4,
      "--limit",
      40
    };
    Path whole = folder.resolve("whole");
    Cli.train(data, whole, join(settings, "--epochs", 4)).expect(0);
    Cli.train(data, run, join(settings, "--epochs", 2)).expect(0);
    Cli.Answer a =
        Cli.run("train", "--resume", run, "--epochs", 4, "--threads", 1, "--json").expect(0);
    assertEquals(4L, a.lastEvent().get("epochs"));
    assertEquals(2, a.events().stream().filter(e -> e.get("event").equals("epoch")).count());
    assertArrayEquals(numbers(whole), numbers(run));
  }

  private static Object[] join(Object[] first, Object... more) {
    Object[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  static byte[] numbers(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("last").resolve("weights.safetensors"));
  }

  @Test
  void aFinishedRunIsResumedWithoutDoingAnything() throws IOException {
    Cli.train(data, run, "--epochs", 1).expect(0);
    byte[] before = numbers(run);
    Cli.run("train", "mlp-84", "--resume", run, "--backend", "cpu").expect(0);
    assertArrayEquals(before, numbers(run));
  }

  @Test
  void otherSettingsThanThoseOfTheRunAreRefusedWhenResuming() {
    Cli.train(data, run, "--epochs", 1).expect(0);
    Cli.Answer a = Cli.run("train", "--resume", run, "--lr", "0.1").expect(2);
    assertTrue(a.err().contains("so leave out --lr"), a.err());
    a = Cli.run("train", "lenet5", "--resume", run).expect(2);
    assertTrue(a.err().contains("is one of mlp-84, not of lenet5"), a.err());
  }

  @Test
  void aRunOnOtherDataIsNotResumed() throws IOException {
    Cli.train(data, run, "--epochs", 1).expect(0);
    Path labels = data.resolve("train-labels-idx1-ubyte");
    byte[] changed = Files.readAllBytes(labels);
    changed[20] ^= 1;
    Files.write(labels, changed);
    Cli.Answer a = Cli.run("train", "--resume", run, "--epochs", 2, "--backend", "cpu").expect(2);
    assertTrue(a.err().contains("is of another training: data.labels_crc32c"), a.err());
  }

  @Test
  void theCheckpointOfAnotherModelIsNotResumed() throws IOException {
    Path other = folder.resolve("other");
    Cli.train(data, run, "--epochs", 1).expect(0);
    Cli.run(
            "train",
            "conv-pool",
            "--data",
            "mnist",
            "--data-dir",
            data,
            "--out",
            other,
            "--epochs",
            1,
            "--backend",
            "cpu")
        .expect(0);
    Path mine = run.resolve("last/weights.safetensors");
    Files.copy(
        other.resolve("last/weights.safetensors"), mine, StandardCopyOption.REPLACE_EXISTING);
    Cli.Answer a = Cli.run("train", "--resume", run, "--epochs", 2).expect(2);
    assertTrue(a.err().contains("is damaged: the checksum of weights.safetensors"), a.err());
  }

  @Test
  void aFolderInUseIsRefused() throws IOException {
    Cli.train(data, run, "--epochs", 1).expect(0);
    try (Run.Lock lock = Run.Lock.take(run)) {
      Cli.Answer a = Cli.run("train", "--resume", run, "--epochs", 2).expect(2);
      assertTrue(a.err().contains("Another run is writing to " + run), a.err());
    }
    Cli.run("train", "--resume", run, "--epochs", 2, "--backend", "cpu").expect(0);
  }

  @Test
  void aRunIsNotOverwritten() throws IOException {
    Cli.train(data, run, "--epochs", 1).expect(0);
    byte[] before = numbers(run);
    Cli.Answer a = Cli.train(data, run, "--epochs", 1, "--seed", 2).expect(2);
    assertTrue(a.err().contains("already holds a run; resume it with --resume"), a.err());
    assertArrayEquals(before, numbers(run));
  }

  /** Returns what the log says of a run that goes on. */
  private List<String> toldWhenResuming(Object... more) {
    List<String> told = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord r) {
            told.add(r.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger("dev.imbrex.train.FitLoop");
    log.addHandler(handler);
    log.setUseParentHandlers(false);
    try {
      Cli.run(join(new Object[] {"train", "--resume", run}, more)).expect(0);
    } finally {
      log.removeHandler(handler);
      log.setUseParentHandlers(true);
    }
    return told;
  }

  /** The reference backend has none of the ways that cpu has for the four rows of a last batch. */
  @Test
  void aRunKeepsItsWaysUnlessItIsToBeTuned() {
    Cli.train(data, run, "--epochs", 1).expect(0);
    assertEquals(List.of(), toldWhenResuming("--epochs", 2, "--backend", "cpu", "--threads", 1));
    List<String> told = toldWhenResuming("--epochs", 3, "--backend", "reference");
    assertEquals(1, told.size(), told::toString);
    assertTrue(
        told.get(0).contains("names ways to run ops on 'cpu', which reference"), told.get(0));
    told = toldWhenResuming("--epochs", 4, "--backend", "reference", "--tune", "none");
    assertEquals(List.of(), told);
  }

  @Test
  void theTimeLimitEndsARunThatCanBeResumed() {
    Cli.Answer a = Cli.train(data, run, "--epochs", 100000, "--max-time", "1s", "--json").expect(0);
    assertTrue(a.lastEvent().get("reason").toString().contains("time limit"), a.out());
    Cli.run("train", "--resume", run, "--epochs", 1, "--backend", "cpu").expect(0);
  }

  @Test
  void aProfileShowsOpsAndLayersThoseFirstThatTakeLongest() {
    Cli.Answer a = Cli.train(data, run, "--epochs", 1, "--profile", "--json").expect(0);
    for (String of : List.of("op", "layer")) {
      List<Map<String, Object>> rows =
          a.events().stream()
              .filter(e -> e.get("event").equals("profile") && e.get("of").equals(of))
              .toList();
      double sum = 0;
      double before = 1;
      for (Map<String, Object> row : rows) {
        double share = number(row, "share");
        assertTrue(share <= before, rows::toString);
        before = share;
        sum += share;
      }
      assertEquals(1, sum, 1e-9, of);
      assertTrue(rows.stream().anyMatch(r -> r.get("layer").equals("optimizer")), rows::toString);
    }
    Map<String, Object> waited =
        a.events().stream().filter(e -> e.get("event").equals("waited")).findFirst().orElseThrow();
    assertTrue(number(waited, "seconds") >= 0, waited::toString);
    assertTrue(number(waited, "steps") >= 1, waited::toString);
    Map<String, Object> product =
        a.events().stream()
            .filter(e -> "MatMulBiasActivation".equals(e.get("op")))
            .filter(e -> "dense".equals(e.get("layer")))
            .findFirst()
            .orElseThrow();
    assertTrue(product.get("kernel").toString().startsWith("product 16x784x84"), product::toString);
    // A step does 2 x 16 x 784 x 84 operations in so many milliseconds.
    double gflops = 2.0 * 16 * 784 * 84 / (number(product, "ms_per_step") * 1e6);
    assertEquals(gflops, number(product, "gflops"), 1e-6 * gflops);
    assertEquals("end", a.lastEvent().get("event"));
  }

  private static double number(Map<String, Object> event, String key) {
    return ((Number) event.get(key)).doubleValue();
  }

  @Test
  void aProfileIsATableForPeopleAndAResumedRunMayHaveOne() {
    Cli.train(data, run, "--epochs", 1).expect(0);
    String out = Cli.run("train", "--resume", run, "--epochs", 3, "--profile").expect(0).out();
    assertTrue(out.contains("Where the time of 6 steps went"), out);
    assertTrue(out.matches("(?s).*\\ndense +MatMulBiasActivation +product .*"), out);
    assertTrue(out.matches("(?s).*\\nall +100.0% .*"), out);
    out = Cli.run("train", "--resume", run, "--epochs", 3, "--profile").expect(0).out();
    assertTrue(out.contains("There is no profile: no step was done."), out);
  }
}
