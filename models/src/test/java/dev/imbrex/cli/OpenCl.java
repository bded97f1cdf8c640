package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.imbrex.backend.Backends;
import dev.imbrex.backend.Choice;
import dev.imbrex.spi.BackendUnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What tests need that run on an OpenCL device. */
final class OpenCl {
  private static final int PATIENCE_SECONDS = 120;

  private OpenCl() {}

  /** Ends a test where there is no device: skipped, or failed where there has to be one. */
  static void require() {
    try (Choice c = Backends.chooseUntested("opencl")) {
      // There is one; the self-test is another test's business.
    } catch (BackendUnavailableException e) {
      missing("there is no OpenCL device (" + e.getMessage().lines().findFirst().orElse("") + ")");
    }
  }

  /**
   * Returns the folder of a driver's .icd file, or ends the test where that driver is not there.
   */
  static Path vendors(String variable) {
    String folder = System.getenv(variable);
    if (folder == null) {
      String told = "NOT TESTED: " + variable + " is not set, so this driver is not there.";
      System.err.println(told);
      return abort(told);
    }
    return Path.of(folder);
  }

  private static void missing(String why) {
    String told =
        "NOT TESTED: " + why + "; eval \"$(scripts/opencl-runtime.sh)\" provides what is missing.";
    if ("required".equals(System.getenv("IMBREX_TEST_OPENCL"))) {
      fail(told);
    }
    System.err.println(told);
    abort(told);
  }

  /** Runs a command in a process with some variables of its environment changed. */
  static Cli.Answer inProcess(Map<String, String> environment, Object... args)
      throws IOException, InterruptedException {
    return inProcess(environment, List.of(), args);
  }

  /** Runs a command in a process with options for Java. */
  static Cli.Answer inProcess(Map<String, String> environment, List<String> options, Object... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    Arrays.stream(args).map(Object::toString).forEach(command::add);
    File out = File.createTempFile("imbrex", ".out");
    File err = File.createTempFile("imbrex", ".err");
    try {
      ProcessBuilder b = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
      b.environment().putAll(environment);
      Process p = b.start();
      if (!p.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        p.destroyForcibly();
        fail(command + " does not end: " + text(out) + text(err));
      }
      return new Cli.Answer(p.exitValue(), text(out), text(err));
    } finally {
      Files.delete(out.toPath());
      Files.delete(err.toPath());
    }
  }

  private static String text(File file) throws IOException {
    return Files.readString(file.toPath(), StandardCharsets.UTF_8);
  }

  /** Returns the event about a device, if it is listed. */
  static Optional<Map<String, Object>> device(Cli.Answer devices, String id) {
    return devices.events().stream().filter(e -> id.equals(e.get("id"))).findFirst();
  }
}
