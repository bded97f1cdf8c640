package dev.imbrex.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands that start the processes of libraries. */
final class Launcher {
  private static final List<String> VECTORS = List.of("--add-modules", "jdk.incubator.vector");

  private Launcher() {}

  /** Returns the home of the JDK in use. */
  static Path home() {
    return Path.of(System.getProperty("java.home"));
  }

  /**
   * Returns the command for another library.
   *
   * @param folder of the libraries' modules
   * @param name of its module
   */
  static List<String> library(Path folder, String name, String task) throws IOException {
    Path target = folder.resolve(name).resolve("target");
    String libraries = Files.readString(target.resolve("class-path.txt")).trim();
    String main =
        "dev.imbrex.bench."
            + name
            + "."
            + Character.toUpperCase(name.charAt(0))
            + name.substring(1)
            + "Peer";
    return java(home(), VECTORS, target.resolve("classes") + ":" + libraries, main, task);
  }

  /** Returns the command for a class of ours. */
  static List<String> ours(Path home, boolean vectors, Class<?> main, String task) {
    return java(
        home,
        vectors ? VECTORS : List.of(),
        System.getProperty("java.class.path"),
        main.getName(),
        task);
  }

  private static List<String> java(
      Path home, List<String> options, String classPath, String main, String task) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("java").toString());
    command.add("-Xmx4g");
    command.addAll(options);
    command.add("-Djava.util.logging.config.file=/dev/null");
    command.addAll(List.of("-cp", classPath, main, task));
    return command;
  }
}
