package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches from a server of its own on this machine. */
class DownloaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path temporary;
  private Path folder;
  private byte[] content;
  private HttpServer server;
  private ExecutorService threads;
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private final List<Long> heard = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() throws IOException {
    folder = temporary.resolve("cache/set");
    content = new byte[300_000];
    new Random(1).nextBytes(content);
    content[0] = 0x1f;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    serve("/whole", x -> answer(x, 200, content, content.length));
    serve("/ranges", x -> ranged(x, content, content.length));
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private void serve(String path, Handler handler) {
    server.createContext(
        path,
        x -> {
          List<String> range = x.getRequestHeaders().getOrDefault("Range", List.of("none"));
          ranges.add(range.get(0));
          try (x) {
            handler.handle(x);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Announces a length and sends so many bytes; fewer look like a broken connection. */
  private static void answer(HttpExchange x, int status, byte[] bytes, int send)
      throws IOException {
    x.sendResponseHeaders(status, bytes.length);
    x.getResponseBody().write(bytes, 0, send);
    x.getResponseBody().flush();
  }

  private static void ranged(HttpExchange x, byte[] bytes, int most) throws IOException {
    String range = x.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    if (from > 0) {
      x.getResponseHeaders()
          .add("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
    }
    byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
    answer(x, from > 0 ? 206 : 200, rest, Math.min(rest.length, most));
  }

  private RemoteFile file(String... paths) {
    return new RemoteFile(
        "data.gz",
        Arrays.stream(paths)
            .map(p -> URI.create(p.startsWith("http") ? p : "http://127.0.0.1:" + port() + p))
            .toList(),
        content.length,
        sha256(content));
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void fetch(Duration silence, RemoteFile... files) {
    new Downloader(PATIENCE, silence, (f, from, bytes) -> heard.add(bytes))
        .fetch("mnist", folder, List.of(files));
  }

  private String failure(Duration silence, RemoteFile file) {
    String message = assertThrows(DataException.class, () -> fetch(silence, file)).getMessage();
    assertFalse(Files.exists(target()), "a file that is not right is not put in place");
    return message;
  }

  private Path target() {
    return folder.resolve("data.gz");
  }

  private Path part() {
    return folder.resolve("data.gz.part");
  }

  private void assertThere() throws IOException {
    assertArrayEquals(content, Files.readAllBytes(target()));
    assertFalse(Files.exists(part()));
  }

  @Test
  void aFileIsFetchedAndItsProgressHeard() throws IOException {
    fetch(PATIENCE, file("/whole"));
    assertThere();
    assertEquals(content.length, heard.get(heard.size() - 1));
    List<Long> sorted = new ArrayList<>(heard);
    Collections.sort(sorted);
    assertEquals(sorted, heard);
  }

  @Test
  void whatHasArrivedIsNotFetchedAgain() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), Arrays.copyOf(content, 123_456));
    fetch(PATIENCE, file("/ranges"));
    assertThere();
    assertEquals(List.of("bytes=123456-"), ranges);
  }

  @Test
  void aServerWithoutRangesSendsAllAgain() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), Arrays.copyOf(content, 123_456));
    fetch(PATIENCE, file("/whole"));
    assertThere();
  }

  @Test
  void aConnectionThatBreaksOffIsTakenUpWhereItBroke() throws IOException {
    serve("/broken", x -> ranged(x, content, 100_000));
    fetch(PATIENCE, file("/broken"));
    assertThere();
    assertTrue(ranges.size() >= 3, ranges.toString());
    assertEquals("none", ranges.get(0));
    assertTrue(ranges.get(1).startsWith("bytes="), ranges.toString());
  }

  @Test
  void aFileThatIsTooShortEachTimeIsGivenUpAndItsPartKept() throws IOException {
    serve("/short", x -> answer(x, 200, Arrays.copyOf(content, 1000), 1000));
    String message = failure(PATIENCE, file("/short"));
    assertTrue(message.contains("broke off after 1,000 of 300,000 bytes"), message);
    assertEquals(1000, Files.size(part()));
    fetch(PATIENCE, file("/ranges"));
    assertThere();
  }

  @Test
  void aWrongDigestIsRefusedAndNothingKept() {
    byte[] other = content.clone();
    other[200_000] ^= 1;
    serve("/other", x -> answer(x, 200, other, other.length));
    String message = failure(PATIENCE, file("/other"));
    assertTrue(message.contains("/other has another SHA-256 digest"), message);
    assertFalse(Files.exists(part()));
  }

  @Test
  void aPartOfAnotherFileIsFetchedAnew() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), new byte[5000]);
    fetch(PATIENCE, file("/ranges"));
    assertThere();
    assertEquals(List.of("bytes=5000-", "none"), ranges);
  }

  @Test
  void aPartThatIsTooLongIsFetchedAnew() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), new byte[content.length + 1]);
    fetch(PATIENCE, file("/ranges"));
    assertThere();
  }

  @Test
  void aWebPageIsToldFromTheFile() {
    byte[] page = "<!DOCTYPE html><p>Please log in".getBytes(StandardCharsets.UTF_8);
    serve("/login", x -> answer(x, 200, page, page.length));
    String message = failure(PATIENCE, file("/login"));
    assertTrue(message.contains("/login is a web page and not the file"), message);
    assertFalse(Files.exists(part()));
  }

  @Test
  void aFileThatNeverEndsIsCutOff() {
    serve(
        "/endless",
        x -> {
          x.sendResponseHeaders(200, 0);
          byte[] piece = new byte[1 << 16];
          while (end.getCount() > 0) {
            x.getResponseBody().write(piece);
          }
        });
    String message = failure(PATIENCE, file("/endless"));
    assertTrue(message.contains("is longer than the published file"), message);
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() throws IOException {
    serve(
        "/stall",
        x -> {
          answer(x, 200, content, 1000);
          end.await();
        });
    String message = failure(SHORT, file("/stall"));
    assertTrue(message.contains("has sent nothing for"), message);
    assertEquals(1000, Files.size(part()));
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() {
    serve("/mute", x -> end.await());
    String message =
        assertThrows(
                DataException.class,
                () ->
                    new Downloader(SHORT, SHORT, (f, from, n) -> {})
                        .fetch("mnist", folder, List.of(file("/mute"))))
            .getMessage();
    assertTrue(message.contains("/mute does not answer"), message);
  }

  @Test
  void theNextPlaceIsAskedWhereOneFails() throws IOException {
    serve("/none", x -> answer(x, 404, new byte[9], 9));
    fetch(PATIENCE, file("/none", "/whole"));
    assertThere();
  }

  @Test
  void whyEachPlaceFailedIsSaidAndWhichFilesToPutWhere() throws IOException {
    serve("/none", x -> answer(x, 404, new byte[9], 9));
    int nobody;
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = s.getLocalPort();
    }
    String closed = "http://127.0.0.1:" + nobody + "/x";
    String here = "http://127.0.0.1:" + port() + "/none";
    assertEquals(
        "The data set mnist can not be downloaded: "
            + here
            + " answers with the status 404, "
            + closed
            + " refuses the connection; put data.gz into "
            + folder
            + ", or name the folder that has them with --data-dir.",
        failure(PATIENCE, file("/none", closed)));
    assertFalse(Files.exists(part()));
  }

  @Test
  void twoProcessesDoNotWriteTheSameFile() throws IOException {
    Files.createDirectories(folder);
    try (FileChannel other =
            FileChannel.open(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = other.lock()) {
      String message = failure(PATIENCE, file("/whole"));
      assertTrue(message.contains("another process is fetching data.gz"), message);
    }
  }

  @Test
  void aFolderThatCanNotBeMadeIsNamed() throws IOException {
    Files.createDirectories(folder.getParent());
    Files.writeString(folder, "a file where the folder should be");
    String message =
        assertThrows(DataException.class, () -> fetch(PATIENCE, file("/whole"))).getMessage();
    assertTrue(message.contains("can not be written to"), message);
  }
}
