package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** Chromium without a window, with no way into the network and a log of what it asks for. */
final class Browser {
  private static final int PATIENCE_SECONDS = 60;
  private static final Pattern ADDRESS = Pattern.compile("\"url\":\"([a-z-]+:[^\"]*)\"");

  /** Who asks where the browser does so for itself, such as for a newer version. */
  private static final String ITSELF = "\"initiator\":\"not an origin\"";

  private final String program;
  private final Path folder;

  private Browser(String program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /** Returns the browser, or ends the test: skipped, or failed where there has to be one. */
  static Browser require(Path folder) {
    String program = System.getenv("IMBREX_TEST_CHROMIUM");
    if (program != null) {
      return new Browser(program, folder);
    }
    String told = "NOT TESTED: there is no browser; eval \"$(scripts/browser.sh)\" provides one.";
    if ("required".equals(System.getenv("IMBREX_TEST_BROWSER"))) {
      return fail(told);
    }
    System.err.println(told);
    return abort(told);
  }

  /**
   * A page as it was when it had been loaded.
   *
   * @param dom its elements
   * @param asked the addresses that the page asked for, without those of files and of data
   */
  record Loaded(String dom, Set<String> asked) {}

  /** Loads a page. */
  Loaded load(Path page) throws IOException, InterruptedException {
    Path log = folder.resolve("net-log.json");
    String dom = run("--dump-dom", "--log-net-log=" + log, page.toUri().toString());
    Set<String> asked = new TreeSet<>();
    // An event a line; the one with which a request begins says who asks.
    for (String event : Files.readAllLines(log)) {
      Matcher m = ADDRESS.matcher(event);
      if (event.contains("\"initiator\":") && !event.contains(ITSELF) && m.find()) {
        asked.add(m.group(1));
      }
    }
    asked.removeIf(a -> a.startsWith("file:") || a.startsWith("data:"));
    return new Loaded(dom, asked);
  }

  /** Returns a picture of a page. */
  BufferedImage picture(Path page, int width, int height) throws IOException, InterruptedException {
    Path png = folder.resolve("screenshot.png");
    run("--screenshot=" + png, "--window-size=" + width + "," + height, page.toUri().toString());
    return ImageIO.read(png.toFile());
  }

  private String run(String... more) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-extensions",
                "--disable-sync",
                "--hide-scrollbars",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=5000"));
    command.addAll(Arrays.asList(more));
    File out = folder.resolve("browser.out").toFile();
    File err = folder.resolve("browser.err").toFile();
    ProcessBuilder b = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
    b.environment().put("HOME", folder.toString());
    // What is meant for Java's signal handlers is nothing for a browser.
    b.environment().remove("LD_PRELOAD");
    Process p = b.start();
    try {
      if (!p.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        fail(command + " does not end: " + text(err));
      }
      assertEquals(0, p.exitValue(), () -> command + ": " + text(err));
    } finally {
      p.descendants().forEach(ProcessHandle::destroyForcibly);
      p.destroyForcibly();
    }
    return text(out);
  }

  private static String text(File file) {
    try {
      return Files.readString(file.toPath(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
