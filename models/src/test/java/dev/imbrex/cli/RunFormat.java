package dev.imbrex.cli;

import dev.imbrex.hostile.Format;
import dev.imbrex.hostile.Trees;
import dev.imbrex.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** The settings of a run. */
public final class RunFormat implements Format {
  private static final String CONFIG = "config.json";

  private final Path run;
  private final byte[] whole;

  private RunFormat(Path run, byte[] whole) {
    this.run = run;
    this.whole = whole;
  }

  /** Trains for a moment in a folder, and returns the format of what is left there. */
  public static RunFormat create(Path folder) throws IOException {
    Path run = folder.resolve("run");
    // Campaigns run without JUnit, so nothing is asserted here.
    Cli.Answer trained =
        Cli.run(
            "train",
            "mlp-84",
            "--data",
            "mnist",
            "--data-dir",
            Cli.writeData(folder.resolve("data")),
            "--out",
            run,
            "--backend",
            "cpu",
            "--epochs",
            2);
    if (trained.code() != 0) {
      throw new IOException("The sample could not be trained: " + trained.err());
    }
    return new RunFormat(run, Files.readAllBytes(run.resolve(CONFIG)));
  }

  /** Returns the checkpoint of the run. */
  public Path checkpoint() {
    return run.resolve("last");
  }

  @Override
  public String name() {
    return "run";
  }

  @Override
  public String named() {
    return "hostile-run";
  }

  @Override
  public List<byte[]> samples() {
    return List.of(whole);
  }

  @Override
  public byte[] attack(Random random) {
    return Json.text(Trees.damage(Json.parseMap(CONFIG, whole), random))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void read(Path folder, byte[] file) throws IOException {
    Path hostile = Files.createDirectories(folder.resolve(named()));
    Files.write(hostile.resolve(CONFIG), file);
    Run opened = Run.open(hostile);
    opened.guards().callbacks(hostile);
  }
}
