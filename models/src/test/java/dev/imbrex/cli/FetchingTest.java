package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.data.RemoteFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FetchingTest {
  @TempDir Path folder;

  /** Runs a command in a process of its own, with an empty cache. */
  private String failure(String variable, String... args) throws Exception {
    Process p = start(variable, args);
    String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(p.waitFor(60, TimeUnit.SECONDS));
    assertEquals(2, p.exitValue(), err);
    return err;
  }

  private Process start(String variable, String... args) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder b =
        new ProcessBuilder(
            java.toString(), "-cp", System.getProperty("java.class.path"), Main.class.getName());
    b.command().addAll(List.of(args));
    b.environment().put("IMBREX_CACHE", folder.resolve("cache").toString());
    b.environment().put("IMBREX_OFFLINE", variable);
    return b.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  @Test
  void offlineNothingIsFetchedAndTheErrorSaysWhichFilesToPutWhere() throws Exception {
    String[] train = {"train", "--data", "fashion-mnist", "--backend", "cpu"};
    String err = failure("1", train);
    assertTrue(err.contains("put train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz"), err);
    assertTrue(err.contains(folder.resolve("cache").resolve("fashion-mnist").toString()), err);
    assertTrue(err.contains("--data-dir"), err);
    assertFalse(Files.exists(folder.resolve("cache/fashion-mnist")), "nothing was begun");
    err = failure("", "train", "--data", "mnist", "--offline", "--backend", "cpu");
    assertTrue(err.contains("The data set mnist lacks the file train-images"), err);
  }

  private static String shown(boolean json) {
    CommandLine line = new CommandLine(new Main());
    StringWriter text = new StringWriter();
    line.setOut(new PrintWriter(text, true));
    try (Fetching.Line shown = new Fetching.Line(new Output(line.getCommandSpec(), json))) {
      for (String name : List.of("a.gz", "b.gz")) {
        RemoteFile file =
            new RemoteFile(
                name, List.of(URI.create("http://example.org/" + name)), 2_500_000, "0".repeat(64));
        for (long n = 0; n <= 2_500_000; n += 500_000) {
          shown.progress(file, file.sources().get(0), n);
        }
      }
    }
    return text.toString();
  }

  @Test
  void whereNobodyWatchesEachFileIsOneLine() {
    assertEquals(
        List.of(
            "downloading a.gz (2.5 MB) from example.org",
            "downloading b.gz (2.5 MB) from example.org"),
        shown(false).lines().toList());
    assertEquals(2, shown(true).lines().filter(l -> l.contains("\"event\":\"download\"")).count());
  }
}
