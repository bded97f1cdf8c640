package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuneCommandTest {
  @TempDir Path folder;

  private Cli.Answer inOwnCache(Object... args) throws IOException, InterruptedException {
    return OpenCl.inProcess(
        Map.of("IMBREX_CACHE", folder.resolve("cache").toString(), "IMBREX_BACKEND", "opencl"),
        args);
  }

  @Test
  void aNetworkIsTunedOnceAndWhatIsKnownCanBeHandedOn() throws Exception {
    OpenCl.require();
    Path file = folder.resolve("known.jsonl");
    Cli.Answer first =
        inOwnCache("tune", "mlp-84", "--batch", 8, "--export", file, "--json").expect(0);
    List<Map<String, Object>> ops =
        first.events().stream().filter(e -> e.get("event").equals("tuned")).toList();
    assertEquals(
        List.of("forward", "forward", "input gradient", "weight gradient", "weight gradient"),
        ops.stream().map(e -> e.get("direction").toString()).sorted().toList());
    for (Map<String, Object> op : ops) {
      assertTrue(number(op, "ms_before") >= number(op, "ms_after"), op::toString);
      assertTrue(number(op, "gflops_after") > 0, op::toString);
    }
    assertEquals(5L, first.lastEvent().get("ops"));
    String second = inOwnCache("tune", "mlp-84", "--batch", 8, "--level", "none").expect(0).out();
    assertTrue(second.contains("weight gradient"), second);
    assertTrue(second.contains("a step of training: "), second);
    Cli.Answer other =
        OpenCl.inProcess(
                Map.of("IMBREX_CACHE", folder.resolve("other").toString()),
                "tune",
                "--import",
                file,
                "--backend",
                "opencl")
            .expect(0);
    assertTrue(other.out().contains("5 ops are known from " + file), other.out());
  }

  private static double number(Map<?, ?> event, String key) {
    return ((Number) event.get(key)).doubleValue();
  }

  @Test
  void aBackendWithoutChoiceSaysSo() throws IOException {
    Cli.Answer a = Cli.run("tune", "mlp-84", "--backend", "cpu", "--batch", 4).expect(2);
    assertTrue(a.err().contains("The backend cpu has nothing to tune"), a.err());
    assertEquals(1, a.err().lines().count(), a.err());
    a = Cli.run("tune", "--export", folder.resolve("x"), "--backend", "cpu").expect(2);
    assertTrue(a.err().contains("The backend cpu has nothing to tune"), a.err());
    assertTrue(!Files.exists(folder.resolve("x")));
  }

  @Test
  void wrongInputIsOneSentence() throws IOException {
    OpenCl.require();
    Path text = Files.writeString(folder.resolve("text"), "hello");
    Cli.Answer a = Cli.run("tune", "--import", text, "--backend", "opencl").expect(2);
    assertTrue(a.err().contains(text + " is not a tuning record"), a.err());
    a = Cli.run("tune", "--import", folder.resolve("nowhere"), "--backend", "opencl").expect(2);
    assertTrue(a.err().contains("nowhere, which is not there"), a.err());
    a = Cli.run("tune", "--level", "much").expect(2);
    assertTrue(a.err().contains("--level must be none, quick or full, but is 'much'"), a.err());
    a = Cli.run("train", "mlp-84", "--tune", "much").expect(2);
    assertTrue(a.err().contains("--tune must be none, quick or full"), a.err());
  }
}
