package dev.imbrex.backend;

import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.DeviceInfo;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tests a device in a Java process of its own, which a bad driver may take down. */
final class ChildProcess implements Tester {
  private static final int PATIENCE_SECONDS = 60;
  private static final int MAX_OUTPUT = 1 << 20;

  private final Settings settings;
  private final int patienceSeconds;

  ChildProcess(Settings settings) {
    this(settings, PATIENCE_SECONDS);
  }

  ChildProcess(Settings settings, int patienceSeconds) {
    this.settings = settings;
    this.patienceSeconds = patienceSeconds;
  }

  @Override
  public Verdict test(BackendProvider provider, DeviceInfo device) {
    Process process;
    try {
      process = new ProcessBuilder(command(provider, device)).redirectErrorStream(true).start();
    } catch (IOException | SecurityException e) {
      return Verdict.failForNow(
          "A process to test it in could not be started: " + Discovery.describe(e));
    }
    try {
      // Read aside, for a process that prints much would otherwise wait for us.
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
      if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
        return Verdict.failForNow("The test did not end within " + patienceSeconds + " seconds.");
      }
      return verdict(process.exitValue(), output.get(patienceSeconds, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Verdict.failForNow("The test was interrupted.");
    } catch (ExecutionException | TimeoutException e) {
      return Verdict.failForNow("The test's result could not be read: " + Discovery.describe(e));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read(InputStream in) {
    try (in) {
      String text = new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
      in.transferTo(OutputStream.nullOutputStream());
      return text;
    } catch (IOException e) {
      return "";
    }
  }

  static Verdict verdict(int exitCode, String output) {
    Optional<String> last =
        output.lines().filter(l -> l.startsWith(SelfTestMain.MARK)).reduce((a, b) -> b);
    if (last.isEmpty()) {
      return Verdict.fail(
          "The process that tested it ended with code " + exitCode + ": its driver may be broken.");
    }
    String result = last.get().substring(SelfTestMain.MARK.length());
    if (result.isEmpty()) {
      return Verdict.PASS;
    }
    return exitCode == SelfTestMain.NOT_LASTING ? Verdict.failForNow(result) : Verdict.fail(result);
  }

  private List<String> command(BackendProvider provider, DeviceInfo device) {
    List<String> command = new ArrayList<>();
    boolean windows = File.separatorChar == '\\';
    command.add(Path.of(orEmpty("java.home"), "bin", windows ? "java.exe" : "java").toString());
    command.add("-Xmx512m");
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + Path.of(orEmpty("java.io.tmpdir"), "imbrex-selftest-%p.log"));
    for (String name : List.of("java.library.path", "java.io.tmpdir", "user.home")) {
      if (settings.property(name) != null) {
        command.add("-D" + name + "=" + settings.property(name));
      }
    }
    // The device has to be tested as it will be used, such as without the driver's compiler.
    for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
      if (name.startsWith("imbrex.") && settings.property(name) != null) {
        command.add("-D" + name + "=" + settings.property(name));
      }
    }
    Module module = SelfTestMain.class.getModule();
    if (!orEmpty("java.class.path").isEmpty()) {
      command.addAll(List.of("-cp", orEmpty("java.class.path")));
    }
    if (!orEmpty("jdk.module.path").isEmpty()) {
      command.addAll(List.of("-p", orEmpty("jdk.module.path"), "--add-modules", "ALL-MODULE-PATH"));
    }
    if (module.isNamed()) {
      command.addAll(List.of("-m", module.getName() + "/" + SelfTestMain.class.getName()));
    } else {
      command.add(SelfTestMain.class.getName());
    }
    command.addAll(List.of(provider.getClass().getName(), device.id()));
    return command;
  }

  private String orEmpty(String property) {
    String value = settings.property(property);
    return value == null ? "" : value;
  }
}
