package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are tried out say what they are for and leave nothing behind. */
class TrialsTest {
  @TempDir Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void writeData() throws IOException {
    data = Cli.writeData(folder.resolve("data"), 400, Cli.TEST);
    run = folder.resolve("run");
  }

  @AfterEach
  void nothingIsLeft() {
    assertFalse(Files.exists(run));
  }

  @Test
  void aDryRunTellsMemoryAndTime() {
    Map<String, Object> e = Cli.train(data, run, "--dry-run", "--json").expect(0).lastEvent();
    long weights = ((Number) e.get("parameter_bytes")).longValue();
    assertEquals(4L * (784 * 84 + 84 + 84 * 10 + 10), weights);
    assertEquals(2 * weights, e.get("optimizer_bytes"), "Adam keeps two vectors");
    assertTrue(((Number) e.get("device_bytes")).longValue() > 3 * weights);
    assertEquals(16L, e.get("batch"));
    assertTrue(((Number) e.get("steps")).intValue() >= 3);
    double step = ((Number) e.get("step_seconds")).doubleValue();
    assertEquals(step * 25, ((Number) e.get("epoch_seconds")).doubleValue(), 1e-9);
    assertTrue(step > 0);
  }

  @Test
  void fewPicturesAreLearntByHeart() {
    Cli.Answer a = Cli.train(data, run, "--overfit", 32, "--json").expect(0);
    assertEquals(1.0, a.lastEvent().get("accuracy"));
    assertEquals(true, a.lastEvent().get("learnt"));
  }

  @Test
  void whatIsNotLearntByHeartIsAFailure() {
    Cli.Answer a = Cli.train(data, run, "--overfit", 32, "--epochs", 1, "--lr", 1e-9).expect(1);
    assertTrue(a.out().contains("not all are right after 1 epochs"), a.out());
  }

  @Test
  void moreThanThereAreCannotBeLearntByHeart() {
    Cli.Answer a = Cli.train(data, run, "--overfit", 401).expect(2);
    assertTrue(a.err().contains("--overfit 401 is more than the 400 pictures"), a.err());
  }

  @Test
  void ratesAreTriedUntilTheLossDiverges() {
    Cli.Answer a = Cli.train(data, run, "--find-lr", "--json", "--optimizer", "sgd").expect(0);
    List<Map<String, Object>> rates =
        a.events().stream().filter(e -> e.get("event").equals("rate")).toList();
    assertEquals(1e-6, ((Number) rates.get(0).get("rate")).doubleValue(), 1e-15);
    assertEquals(Math.log(10), ((Number) rates.get(0).get("loss")).doubleValue(), 1);
    double suggested = ((Number) a.lastEvent().get("suggestion")).doubleValue();
    assertTrue(suggested > 1e-3 && suggested < 1, () -> a.lastEvent().toString());
    assertTrue(rates.size() > 80);
  }

  @Test
  void oneTrialAtATime() {
    Cli.Answer a = Cli.train(data, run, "--find-lr", "--dry-run").expect(2);
    assertTrue(a.err().contains("choose one"), a.err());
    assertTrue(
        Cli.run("train", "--resume", run, "--dry-run").expect(2).err().contains("--dry-run"));
  }
}
