package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What train leaves to be looked at. */
class RunPageTest {
  @TempDir Path folder;
  private Path data;
  private Path run;
  private Path page;

  @BeforeEach
  void writeData() throws IOException {
    data = Cli.writeData(folder.resolve("data"));
    run = folder.resolve("run");
    page = run.resolve("report.html");
  }

  @Test
  void everyRunLeavesAPageAndAResumedOneWritesItAgain() throws IOException {
    Cli.Answer a = Cli.train(data, run, "--epochs", 2).expect(0);
    assertTrue(a.out().contains("  report:  " + page + " (made in "), a.out());
    String first = Files.readString(page);
    Page.assertSelfContained(first);
    assertTrue(first.contains("<title>mlp-84 on mnist – Imbrex</title>"));
    assertTrue(first.contains("epoch 2, validation") && !first.contains("epoch 3, validation"));
    a = Cli.run("train", "--resume", run, "--epochs", 3, "--backend", "cpu", "--json").expect(0);
    assertEquals(page.toString(), a.lastEvent().get("report"));
    String second = Files.readString(page);
    assertTrue(second.contains("epoch 1, validation") && second.contains("epoch 3, validation"));
  }

  @Test
  void thePageCanBeLeftOutWithoutChangingTheRun() throws IOException {
    Path with = folder.resolve("with");
    Cli.train(data, with, "--epochs", 1).expect(0);
    Cli.Answer a = Cli.train(data, run, "--epochs", 1, "--no-report", "--json").expect(0);
    assertFalse(Files.exists(page));
    assertEquals("", a.lastEvent().get("report"));
    assertArrayEquals(TrainCommandTest.numbers(with), TrainCommandTest.numbers(run));
    Cli.run("train", "--resume", run, "--epochs", 2, "--no-report", "--backend", "cpu").expect(0);
    assertFalse(Files.exists(page));
  }

  @Test
  void aPageThatCanNotBeWrittenIsOneWarning() throws IOException {
    Files.createDirectories(page.resolve("in the way"));
    Cli.Answer a = Cli.train(data, run, "--epochs", 1).expect(0);
    assertEquals(1, a.err().lines().count(), a.err());
    assertTrue(
        a.err().startsWith("imbrex: The report could not be made; the run is whole without it: "),
        a.err());
    assertTrue(a.out().contains("  resume:  "), a.out());
  }

  @Test
  void eventsForTensorBoardAreWrittenOnRequest() throws IOException {
    Cli.train(data, run, "--epochs", 2, "--tensorboard", "--no-report").expect(0);
    assertEquals(1, events().size());
    Cli.run(
            "train",
            "--resume",
            run,
            "--epochs",
            3,
            "--tensorboard",
            "--no-report",
            "--backend",
            "cpu")
        .expect(0);
    assertEquals(2, events().size(), "a resumed run begins a file of its own");
    assertTrue(Files.size(events().get(0)) > Files.size(events().get(1)));
    Path other = folder.resolve("other");
    Cli.train(data, other, "--epochs", 1, "--no-report").expect(0);
    try (Stream<Path> files = Files.list(other)) {
      assertTrue(files.noneMatch(f -> f.toString().contains("tfevents")));
    }
  }

  private List<Path> events() throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files.filter(f -> f.toString().contains("tfevents")).sorted().toList();
    }
  }
}
