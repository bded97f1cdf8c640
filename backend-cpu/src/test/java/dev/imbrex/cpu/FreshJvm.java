package dev.imbrex.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures in a process of its own: what other tests have run changes what the compiler makes of
 * loops, and what measures the coverage of tests makes methods too large for it.
 */
public final class FreshJvm {
  /**
   * The compiler at its worst: it joins all methods that it may, in whatever order they were
   * compiled, and takes nothing for granted any more in methods that were wrong about something a
   * few times. By itself it does that in one process of dozens.
   */
  public static final String[] JOINS_ALL_AND_TRUSTS_NOTHING = {
    "-XX:MaxInlineSize=320", "-XX:InlineSmallCode=100000", "-XX:PerMethodTrapLimit=20"
  };

  private FreshJvm() {}

  /**
   * Runs a main class, with the vector module where this process has it, and with vectors from the
   * beginning, for nothing else is to stand in for them.
   *
   * @param options for the JVM
   * @return the number at the beginning of each line that it prints, by the rest of the line
   */
  public static Map<String, Long> numbers(Class<?> main, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    command.add("-Dimbrex.cpu.vectors-at-once=true");
    command.addAll(List.of(options));
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    Path errors = Files.createTempFile("fresh-jvm", ".txt");
    try {
      Process p = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, p.waitFor(), () -> out + read(errors));
      Map<String, Long> numbers = new HashMap<>();
      out.lines().map(l -> l.split(" ", 2)).forEach(l -> numbers.put(l[1], Long.parseLong(l[0])));
      return numbers;
    } finally {
      Files.delete(errors);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
