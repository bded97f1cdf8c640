package dev.imbrex.data;

import dev.imbrex.io.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Fetches published files into a folder, each of which is there only once it is whole and its
 * SHA-256 digest is right.
 *
 * <p>What has arrived of a file is kept in one that ends in {@code .part} beside it; the next
 * attempt, also that of another process, asks for the rest only. A place that does not answer, or
 * falls silent, is given up after a while.
 */
public final class Downloader {
  /** Hears how a download goes. */
  @FunctionalInterface
  public interface Listener {
    /**
     * More of a file has arrived.
     *
     * @param from where it comes from
     * @param bytes how much of it is here now, up to {@link RemoteFile#bytes}
     */
    void progress(RemoteFile file, URI from, long bytes);
  }

  /** How often one place is asked for the rest of a file that broke off. */
  private static final int ATTEMPTS = 5;

  private final Exchange exchange;
  private final Listener listener;

  /**
   * Creates the downloader.
   *
   * @param connect how long a connection may take
   * @param silence for how long nothing may arrive
   */
  public Downloader(Duration connect, Duration silence, Listener listener) {
    this.exchange = new Exchange(connect, silence);
    this.listener = listener;
  }

  /**
   * Fetches what a data set lacks.
   *
   * @param dataSet its name, for error messages
   * @param folder where its files belong; made if it is not there
   * @throws DataException if a file can not be had from any of its places; says why, and which
   *     files to put where instead
   */
  public void fetch(String dataSet, Path folder, List<RemoteFile> files) {
    for (RemoteFile file : files) {
      try {
        fetch(file, folder);
      } catch (DownloadException e) {
        throw new DataException(
            String.format(
                "The data set %s can not be downloaded: %s; put %s into %s, or name the folder that"
                    + " has them with --data-dir.",
                dataSet,
                e.getMessage(),
                files.stream().map(RemoteFile::name).collect(Collectors.joining(", ")),
                folder),
            e);
      }
    }
  }

  private void fetch(RemoteFile file, Path folder) throws DownloadException {
    Path target = folder.resolve(file.name());
    Path part = folder.resolve(file.name() + ".part");
    try {
      Files.createDirectories(folder);
      try (FileChannel out =
              FileChannel.open(
                  part,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE);
          FileLock lock = lock(out, file)) {
        if (Files.isRegularFile(target)) {
          return; // another process has just fetched it
        }
        fill(file, out, part);
        out.force(true);
      }
      // Only now that it is closed, since not every system renames an open file.
      Disk.SYSTEM.rename(part, target);
    } catch (IOException e) {
      throw new DownloadException(String.format("%s can not be written to (%s)", part, e), false);
    }
  }

  private static FileLock lock(FileChannel out, RemoteFile file)
      throws IOException, DownloadException {
    try {
      FileLock lock = out.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // Another thread has it, which comes to the same as another process.
      throw busy(file);
    }
    throw busy(file);
  }

  private static DownloadException busy(RemoteFile file) {
    return new DownloadException(
        "another process is fetching " + file.name() + " at this moment, wait for it", false);
  }

  /** Goes through the places until one has given a file with the right digest. */
  private void fill(RemoteFile file, FileChannel out, Path part)
      throws IOException, DownloadException {
    List<String> failures = new ArrayList<>();
    for (URI from : file.sources()) {
      try {
        boolean resumed = out.size() > 0;
        fill(file, from, out);
        if (digest(part).equals(file.sha256())) {
          return;
        }
        if (resumed) {
          // What was there before may have been of another file: once more from the start.
          out.truncate(0);
          fill(file, from, out);
          if (digest(part).equals(file.sha256())) {
            return;
          }
        }
        boolean page = isPage(part);
        out.truncate(0);
        failures.add(
            from
                + (page
                    ? " is a web page and not the file"
                    : " has another SHA-256 digest than the published file"));
      } catch (DownloadException e) {
        boolean page = isPage(part);
        if (page) {
          out.truncate(0);
        }
        failures.add(from + " " + (page ? "is a web page and not the file" : e.getMessage()));
      }
    }
    if (out.size() == 0) {
      Files.deleteIfExists(part);
    }
    throw new DownloadException(String.join(", ", failures), false);
  }

  private void fill(RemoteFile file, URI from, FileChannel out)
      throws IOException, DownloadException {
    for (int attempt = 1; ; attempt++) {
      long before = out.size();
      try {
        exchange.get(from, file.bytes(), out, bytes -> listener.progress(file, from, bytes));
        return;
      } catch (DownloadException e) {
        boolean more = e.again && out.size() > before;
        if (!more || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Tells a login or error page that is sent with the status of success. */
  private static boolean isPage(Path part) throws IOException {
    try (InputStream in = Files.newInputStream(part)) {
      String head = new String(in.readNBytes(64), StandardCharsets.ISO_8859_1);
      return head.strip().startsWith("<");
    }
  }

  private static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[1 << 16];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        sha.update(piece, 0, n);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
