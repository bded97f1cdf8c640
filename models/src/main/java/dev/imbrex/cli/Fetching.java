package dev.imbrex.cli;

import dev.imbrex.backend.CacheFolder;
import dev.imbrex.data.Downloader;
import dev.imbrex.data.RemoteFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Fetches known data sets that are not in the cache, unless one is offline. */
final class Fetching {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  @Option(
      names = "--offline",
      description =
          "Downloads nothing; a data set that is not here is an error (also: IMBREX_OFFLINE=1).")
  private boolean offline;

  /**
   * Sees to it that a data set can be loaded: fetches what it lacks in the cache, and tells how
   * much is about to be read. A folder that somebody named is left as it is.
   */
  void provide(DataOptions data, Output out) {
    data.announcement().ifPresent(line -> out.say("%s", line));
    if (isOffline() || data.own().isPresent() || data.folder().isPresent()) {
      return;
    }
    List<RemoteFile> lacking = data.source().lacking(Optional.empty());
    Optional<Path> cache = CacheFolder.find();
    if (lacking.isEmpty() || cache.isEmpty()) {
      return; // loading will say what is missing
    }
    try (Line line = new Line(out)) {
      new Downloader(CONNECT, SILENCE, line)
          .fetch(data.name(), cache.orElseThrow().resolve(data.name()), lacking);
    }
  }

  private boolean isOffline() {
    String variable = System.getenv("IMBREX_OFFLINE");
    return offline || (variable != null && !variable.isEmpty() && !variable.equals("0"));
  }

  /** Shows how far it is: a line per file, which on a terminal is alive. */
  static final class Line implements Downloader.Listener, AutoCloseable {
    private static final long REFRESH_NANOS = 250_000_000L;

    private final Output out;
    private String file = "";
    private long shown;
    private boolean open;

    Line(Output out) {
      this.out = out;
    }

    @Override
    public void progress(RemoteFile f, URI from, long bytes) {
      boolean first = !f.name().equals(file);
      boolean last = bytes == f.bytes();
      if (first) {
        close();
        file = f.name();
        out.event("download", "file", f.name(), "from", from.toString(), "bytes", f.bytes());
        if (!out.live()) {
          out.say("downloading %s (%.1f MB) from %s", f.name(), f.bytes() / 1e6, from.getHost());
        }
      }
      long now = System.nanoTime();
      if (out.live() && (first || last || now - shown > REFRESH_NANOS)) {
        shown = now;
        open = true;
        out.text(
            String.format(
                Locale.ROOT,
                "\r\033[Kdownloading %s from %s  %.1f of %.1f MB",
                f.name(),
                from.getHost(),
                bytes / 1e6,
                f.bytes() / 1e6));
      }
    }

    /** Ends the line that is alive. */
    @Override
    public void close() {
      if (open) {
        open = false;
        out.say("");
      }
    }
  }
}
