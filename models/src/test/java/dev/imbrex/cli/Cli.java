package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.data.IdxSamples;
import dev.imbrex.io.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The command line within the process, on a data set of few pictures. */
final class Cli {
  static final int TRAIN = 48;
  static final int TEST = 20;

  /** What a command has answered. */
  record Answer(int code, String out, String err) {
    Answer expect(int expected) {
      assertEquals(expected, code, () -> "out: " + out + "\nerr: " + err);
      return this;
    }

    List<Map<String, Object>> events() {
      return out.lines().map(l -> Json.parseMap("event", l)).toList();
    }

    Map<String, Object> lastEvent() {
      List<Map<String, Object>> all = events();
      return all.get(all.size() - 1);
    }
  }

  private Cli() {}

  static Answer run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    int code = Main.run(texts, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Answer(code, out.toString(), err.toString());
  }

  /** Trains mlp-84 on the few pictures. */
  static Answer train(Path data, Path run, Object... more) {
    List<Object> args = new ArrayList<>(trainArguments(data, run));
    args.addAll(Arrays.asList(more));
    return run(args.toArray());
  }

  static List<Object> trainArguments(Path data, Path run) {
    return List.of(
        "train",
        "mlp-84",
        "--data",
        "mnist",
        "--data-dir",
        data,
        "--out",
        run,
        "--backend",
        "cpu",
        "--batch",
        16);
  }

  /** Writes a few drawn digits in the format of MNIST. */
  static Path writeData(Path folder) throws IOException {
    return writeData(folder, TRAIN, TEST);
  }

  /** Writes so many drawn digits in the format of MNIST. */
  static Path writeData(Path folder, int train, int test) throws IOException {
    return IdxSamples.mnist(folder, train, test);
  }
}
