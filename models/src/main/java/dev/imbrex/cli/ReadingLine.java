package dev.imbrex.cli;

import dev.imbrex.data.PictureFolder;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far the reading of a folder of pictures is: on a terminal a line that is alive,
 * elsewhere a line now and then. Says nothing of what is read in no time.
 */
final class ReadingLine implements PictureFolder.Listener, AutoCloseable {
  /** Before this, reading may be over sooner than a line is read. */
  private static final long QUIET_NANOS = 1_000_000_000L;

  private static final long REFRESH_NANOS = 250_000_000L;

  /** A file with such lines stays short, and still shows that something goes on. */
  private static final long SELDOM_NANOS = 15_000_000_000L;

  private final Output out;
  private final boolean live;
  private final LongSupplier nanos;
  private final long begun;
  private long shown;
  private boolean open;

  ReadingLine(Output out) {
    this(out, out.live(), System::nanoTime);
  }

  /**
   * Creates a line.
   *
   * @param live whether it may be written over
   * @param nanos the time; for tests
   */
  ReadingLine(Output out, boolean live, LongSupplier nanos) {
    this.out = out;
    this.live = live;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
    this.shown = begun;
  }

  @Override
  public void progress(int read, int count) {
    long now = nanos.getAsLong();
    boolean due =
        live
            ? now - begun >= QUIET_NANOS && now - shown >= REFRESH_NANOS
            : now - shown >= SELDOM_NANOS;
    if (!due || read == 0 || read == count) {
      return;
    }
    shown = now;
    double left = (now - begun) * 1e-9 / read * (count - read);
    String text =
        String.format(Locale.ROOT, "reading pictures  %,d of %,d  %.0f s left", read, count, left);
    if (live) {
      open = true;
      out.text("\r\033[K" + text);
    } else {
      out.say("%s", text);
    }
  }

  /** Takes the line that is alive away. */
  @Override
  public void close() {
    if (open) {
      open = false;
      out.text("\r\033[K");
    }
  }
}
