package dev.imbrex.opencl.elsewhere;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.opencl.OnDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a main class in a child process that sees another OpenCL than the tests do. */
public final class Elsewhere {
  private final String drivers;
  private final Path folder;

  /**
   * Creates it, or ends the test where that OpenCL is not there. On a developer's machine it may be
   * missing even if tests need a device; in CI it may not.
   *
   * @param variable of the environment, with the folder of its .icd file
   * @param folder for what the child writes
   */
  public Elsewhere(String variable, Path folder) {
    this.drivers =
        OnDevice.require(
            "true".equals(System.getenv("CI")) && OnDevice.isRequired(),
            variable + " is not set",
            () -> System.getenv(variable));
    this.folder = folder;
  }

  /** Runs it and returns what it said; it must end well and its last line must be PASS. */
  public List<String> run(Class<?> main, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Path said = folder.resolve("output");
    ProcessBuilder child = new ProcessBuilder(command);
    child.environment().put("OCL_ICD_VENDORS", drivers);
    child.environment().putAll(environment);
    // Where it crashes, the virtual machine's report belongs to the output's folder.
    child.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(said.toFile());
    int status = child.start().waitFor();
    List<String> lines = Files.readAllLines(said);
    String all = String.join(System.lineSeparator(), lines);
    assertEquals(0, status, all);
    assertTrue(lines.get(lines.size() - 1).startsWith("PASS"), all);
    return lines;
  }
}
