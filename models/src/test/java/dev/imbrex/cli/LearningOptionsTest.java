package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningOptionsTest {
  private static final Object[] ALL = {
    "--label-smoothing", 0.1, "--class-weights", "balanced", "--ema", 0.9, "--top-k", 3
  };

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = Cli.writeData(folder.resolve("data"));
  }

  private Cli.Answer train(String run, Object[] first, Object... more) {
    List<Object> all = new ArrayList<>(Arrays.asList(first));
    all.addAll(Arrays.asList(more));
    return Cli.train(data, folder.resolve(run), all.toArray());
  }

  @Test
  void aRunKeepsThemAndResumesInTheSameBits() throws IOException {
    train("whole", ALL, "--epochs", 3).expect(0);
    train("half", ALL, "--epochs", 1).expect(0);
    Path half = folder.resolve("half");
    Cli.run("train", "--resume", half, "--epochs", 3, "--backend", "cpu").expect(0);
    assertArrayEquals(
        TrainCommandTest.numbers(folder.resolve("whole")), TrainCommandTest.numbers(half));
    Cli.Answer a = Cli.run("train", "--resume", half, "--ema", 0.5).expect(2);
    assertTrue(a.err().contains("leave out --ema"), a.err());
  }

  @Test
  void theyAreToldAtTheBeginningAndOnThePageAlsoOfAResumedRun() throws IOException {
    String out = train("run", ALL, "--epochs", 1).expect(0).out();
    told(out, "optimiser ", "WeightAverage(decay=0.9, optimizer=Adam(");
    told(out, "loss ", "sparse_categorical_crossentropy(label_smoothing=0.1)");
    told(out, "class weights ", "0: ");
    told(out, "metrics ", "accuracy, top3_accuracy");
    Path run = folder.resolve("run");
    onThePage(run);
    Cli.Answer a = Cli.run("train", "--resume", run, "--epochs", 2, "--backend", "cpu").expect(0);
    assertTrue(a.out().contains("(label_smoothing=0.1)"), a.out());
    onThePage(run);
    out = train("plain", new Object[0], "--epochs", 1).expect(0).out();
    told(out, "loss ", "sparse_categorical_crossentropy");
    assertFalse(out.contains("class weights"), out);
    Map<String, Object> begin =
        train("json", ALL, "--epochs", 1, "--json").expect(0).events().get(0);
    assertEquals(0.1, Config.of("begin", section(begin, "loss")).number("label_smoothing"));
  }

  private static Map<String, Object> section(Map<String, Object> event, String name) {
    return Config.of("event", event).section(name).orElseThrow();
  }

  private static void told(String out, String name, String value) {
    assertTrue(out.lines().anyMatch(l -> l.startsWith(name + value)), out);
  }

  private static void onThePage(Path run) throws IOException {
    String page = Files.readString(run.resolve("report.html"));
    assertTrue(
        page.contains("<dt>loss</dt><dd>sparse_categorical_crossentropy(label_smoothing=0.1)</dd>"),
        page);
    assertTrue(page.contains("<dt>class weights</dt><dd>0: "), page);
    assertTrue(page.contains("<dd>WeightAverage(decay=0.9"), page);
    assertTrue(page.contains("<dt>metrics</dt><dd>accuracy, top3_accuracy</dd>"), page);
  }

  @Test
  void whatIsJudgedLaterIsWhatWasJudgedInTraining() {
    Map<String, Object> trained = train("run", ALL, "--epochs", 2, "--json").expect(0).lastEvent();
    Map<String, Object> end =
        Cli.run("evaluate", folder.resolve("run"), "--last", "--backend", "cpu", "--json")
            .expect(0)
            .lastEvent();
    Config figures = Config.of("figures", Config.of("end", end).section("figures").orElseThrow());
    assertEquals(trained.get("val_accuracy"), figures.number("accuracy"));
    assertEquals(((Number) trained.get("val_loss")).doubleValue(), figures.number("loss"), 1e-6);
    assertTrue(figures.number("top3_accuracy") >= figures.number("accuracy"));
  }

  @Test
  void theCpuAndTheOracleAgree() {
    double[] cpu = losses("cpu");
    double[] oracle = losses("reference");
    for (int i = 0; i < cpu.length; i++) {
      assertEquals(oracle[i], cpu[i], 1e-4 * oracle[i]);
    }
  }

  private double[] losses(String backend) {
    List<Object> args = new ArrayList<>(Cli.trainArguments(data, folder.resolve(backend)));
    args.set(args.indexOf("--backend") + 1, backend);
    args.addAll(Arrays.asList(ALL));
    args.addAll(List.of("--epochs", 2, "--json"));
    return Cli.run(args.toArray()).expect(0).events().stream()
        .filter(e -> e.get("event").equals("epoch"))
        .mapToDouble(e -> ((Number) e.get("val_loss")).doubleValue())
        .toArray();
  }

  @Test
  void evaluateGivesScoresOfEveryClass() {
    train("run", new Object[] {"--epochs", 1}).expect(0);
    Path run = folder.resolve("run");
    String out = Cli.run("evaluate", run, "--backend", "cpu").expect(0).out();
    assertTrue(out.contains("precision") && out.contains("macro mean"), out);
    Map<String, Object> end =
        Cli.run("evaluate", run, "--backend", "cpu", "--json").expect(0).lastEvent();
    long support = 0;
    for (Map<String, Object> s : Config.of("end", end).sections("scores")) {
      support += ((Number) s.get("support")).longValue();
    }
    assertEquals(Cli.TEST, support);
    Config macro = Config.of("macro", Config.of("end", end).section("macro").orElseThrow());
    assertTrue(macro.number("f1") > 0 && macro.number("f1") < 1);
  }

  @Test
  void whatMakesNoSenseIsRefusedInOneSentence() {
    refused("--label-smoothing", 1, "Label smoothing is a share");
    refused("--class-weights", "1,2", "has 2 numbers, but");
    refused("--class-weights", "even", "balanced or numbers");
    refused("--ema", 1, "decay of an average");
    refused("--top-k", 0, "--top-k");
  }

  private void refused(String option, Object value, String says) {
    Cli.Answer a = train("refused", new Object[] {option, value}).expect(2);
    assertTrue(a.err().contains(says), a.err());
  }
}
