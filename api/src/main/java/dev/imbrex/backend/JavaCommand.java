package dev.imbrex.backend;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The command that starts a Java process like this one, with its classes and its {@code imbrex.}
 * properties, for what a bad driver may take down.
 */
public final class JavaCommand {
  private final Settings settings;
  private final Class<?> main;
  private final TreeMap<String, String> properties = new TreeMap<>();

  private JavaCommand(Settings settings, Class<?> main) {
    this.settings = settings;
    this.main = main;
    for (String name : List.of("java.library.path", "java.io.tmpdir", "user.home")) {
      take(name);
    }
    // The device has to be used as it is here, such as without the driver's compiler.
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("imbrex.")) {
        take(name);
      }
    }
  }

  private void take(String name) {
    String value = settings.property(name);
    if (value != null) {
      properties.put(name, value);
    }
  }

  /** Returns the command for a class with a main method. */
  public static JavaCommand of(Class<?> main) {
    return of(Settings.ofProcess(), main);
  }

  static JavaCommand of(Settings settings, Class<?> main) {
    return new JavaCommand(settings, main);
  }

  /** Gives the process another value of a property than this one has. */
  public JavaCommand property(String name, String value) {
    properties.put(name, value);
    return this;
  }

  /**
   * Returns the command, for {@link ProcessBuilder}.
   *
   * @param heap the largest heap, such as {@code 512m}
   * @param arguments of the main method
   */
  public List<String> build(String heap, List<String> arguments) {
    List<String> command = new ArrayList<>();
    boolean windows = File.separatorChar == '\\';
    command.add(Path.of(orEmpty("java.home"), "bin", windows ? "java.exe" : "java").toString());
    command.add("-Xmx" + heap);
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + Path.of(orEmpty("java.io.tmpdir"), "imbrex-child-%p.log"));
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    Module module = main.getModule();
    if (!orEmpty("java.class.path").isEmpty()) {
      command.addAll(List.of("-cp", orEmpty("java.class.path")));
    }
    if (!orEmpty("jdk.module.path").isEmpty()) {
      command.addAll(List.of("-p", orEmpty("jdk.module.path"), "--add-modules", "ALL-MODULE-PATH"));
    }
    if (module.isNamed()) {
      command.addAll(List.of("-m", module.getName() + "/" + main.getName()));
    } else {
      command.add(main.getName());
    }
    command.addAll(arguments);
    return command;
  }

  private String orEmpty(String property) {
    String value = settings.property(property);
    return value == null ? "" : value;
  }
}
