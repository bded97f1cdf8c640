package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device's programs are exported, and everything is done with them alone. */
class KernelsExportTest {
  private static final String BINARIES = "imbrex.opencl.binaries";

  @TempDir static Path folder;
  private static Path data;
  private static Path kernels;
  private static Cli.Answer exported;
  @TempDir Path own;

  @BeforeAll
  static void export() throws IOException {
    OpenCl.require();
    // 20 + 20 + 8 pictures are learned from, 20 are judged by.
    data = Cli.writeData(folder.resolve("data"));
    kernels = folder.resolve("kernels");
    exported = export(kernels, "lenet5", "--data", "mnist", "--batch", 20).expect(0);
  }

  @AfterEach
  void compileAgain() {
    System.clearProperty(BINARIES);
  }

  private static Cli.Answer export(Path to, Object model, Object... more) {
    List<Object> args = new ArrayList<>(List.of("kernels", "export", model, "--data-dir", data));
    args.addAll(List.of("--backend", "opencl", "--out", to));
    args.addAll(Arrays.asList(more));
    return Cli.run(args.toArray());
  }

  private static Cli.Answer train(Path run) {
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
        "opencl",
        "--batch",
        20,
        "--epochs",
        2,
        "--json");
  }

  private static List<Object> losses(Cli.Answer training) {
    return training.events().stream()
        .filter(e -> e.get("event").equals("epoch"))
        .map(e -> (Object) List.of(e.get("loss"), e.get("val_loss")))
        .toList();
  }

  private static List<Path> files(Path in, String ending) throws IOException {
    try (Stream<Path> all = Files.list(in)) {
      return all.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }

  @Test
  void theBinariesAloneGiveTheSameBits() throws IOException {
    Path compiled = own.resolve("compiled");
    Path bound = own.resolve("from-binaries");
    Cli.Answer first = train(compiled).expect(0);
    System.setProperty(BINARIES, kernels.toString());
    Cli.Answer second = train(bound).expect(0);
    assertEquals("", second.err(), "the programs of the report are among the binaries");
    assertEquals(2, losses(first).size());
    assertEquals(losses(first), losses(second));
    assertArrayEquals(TrainCommandTest.numbers(compiled), TrainCommandTest.numbers(bound));
    Cli.run("evaluate", bound, "--backend", "opencl").expect(0);
    Path picture = CommandsTest.picture(own.resolve("one.png"), 1, false);
    Cli.run("predict", bound, picture, "--backend", "opencl").expect(0);
  }

  @Test
  void aDeviceThatWasNeverTestedIsTestedWithTheBinariesAlone() throws Exception {
    Path run = own.resolve("run");
    train(run).expect(0);
    Path picture = CommandsTest.picture(own.resolve("one.png"), 1, false);
    OpenCl.inProcess(
            Map.of("IMBREX_CACHE", own.resolve("cache").toString()),
            List.of("-D" + BINARIES + "=" + kernels),
            "predict",
            run,
            picture,
            "--backend",
            "opencl")
        .expect(0);
    assertFalse(Files.exists(own.resolve("cache/opencl")), "nothing was compiled and kept");
  }

  @Test
  void aProgramThatIsMissingIsOneSentence() throws IOException {
    Path some = Files.createDirectories(own.resolve("some"));
    for (Path f : files(kernels, ".bin")) {
      if (!f.getFileName().toString().startsWith("pool")) {
        Files.copy(f, some.resolve(f.getFileName()));
      }
    }
    System.setProperty(BINARIES, some.toString());
    Cli.Answer a = train(own.resolve("run")).expect(3);
    assertEquals(1, a.err().lines().count(), a.err());
    assertTrue(
        a.err().matches("(?s)imbrex: The precompiled program pool.*\\.bin of the kernels pool.*"),
        a.err());
    assertTrue(a.err().contains("is missing from " + some), a.err());
    assertTrue(a.err().contains("write it again with imbrex kernels export"), a.err());
  }

  @Test
  void sourcesSayHowTheyAreBuiltAndTheIndexNamesAll() throws IOException {
    List<Path> sources = files(kernels, ".cl");
    assertEquals(sources.size(), files(kernels, ".bin").size());
    assertTrue(
        exported.out().contains(sources.size() + " programs of lenet5 are in " + kernels),
        exported.out());
    for (Path f : sources) {
      List<String> lines = Files.readAllLines(f);
      assertTrue(lines.get(0).startsWith("// build options: -cl-std=CL1.2 "), lines.get(0));
      assertTrue(lines.stream().anyMatch(l -> l.contains("kernel void")), f::toString);
    }
    Map<String, Object> index = Json.read(kernels.resolve("index.json"));
    assertEquals("lenet5", index.get("model"));
    assertEquals(20L, index.get("batch"));
    // A device that was tuned has its record among them.
    List<?> files = (List<?>) index.get("files");
    assertEquals(
        2L * sources.size(), files.stream().filter(f -> !"tuning.jsonl".equals(f)).count());
    assertFalse(((Map<?, ?>) index.get("device")).get("name").toString().isEmpty());
  }

  @Test
  void aRunIsExportedWithItsOwnSettings() throws IOException {
    Path run = own.resolve("run");
    train(run).expect(0);
    Path again = own.resolve("again");
    export(again, run).expect(0);
    assertEquals(names(kernels), names(again));
    Cli.Answer a = export(own.resolve("other"), run, "--batch", 7).expect(2);
    assertTrue(a.err().contains("so leave out --batch"), a.err());
  }

  private static List<String> names(Path in) throws IOException {
    return files(in, ".bin").stream().map(f -> f.getFileName().toString()).toList();
  }

  @Test
  void aBackendWithoutKernelsSaysSo() {
    Cli.Answer a =
        Cli.run("kernels", "export", "mlp-84", "--backend", "cpu", "--out", own, "--limit", 20);
    assertTrue(a.expect(2).err().contains("The backend cpu has no kernels to export"), a.err());
    a = Cli.run("kernels").expect(2);
    assertTrue(a.err().contains("as in imbrex kernels export"), a.err());
  }
}
