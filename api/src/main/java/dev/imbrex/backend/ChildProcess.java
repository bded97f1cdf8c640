package dev.imbrex.backend;

import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.DeviceInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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
    return JavaCommand.of(settings, SelfTestMain.class)
        .build("512m", List.of(provider.getClass().getName(), device.id()));
  }
}
