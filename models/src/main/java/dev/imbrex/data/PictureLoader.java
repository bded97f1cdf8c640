package dev.imbrex.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads picture files into bytes of one form, on as many cores as there is memory for.
 *
 * <p>Takes the bytes of all pictures in that form, and for each core those of one photograph.
 */
final class PictureLoader {
  /** The longest array that every JVM can make. */
  private static final long MAX_ARRAY = Integer.MAX_VALUE - 8;

  /** How much of the memory that is left the pictures may take: a network needs some, too. */
  private static final double SHARE = 0.8;

  private static final long TELL_MILLIS = 100;

  private final Path folder;
  private final List<Entry> entries;
  private final List<String> classes;
  private final PictureForm form;
  private final PictureFolder.Listener listener;

  /**
   * A picture file.
   *
   * @param name what it is called within the data set
   * @param label the index of its class
   */
  record Entry(Path file, String name, int label) {}

  PictureLoader(
      Path folder,
      List<Entry> entries,
      List<String> classes,
      PictureForm form,
      PictureFolder.Listener listener) {
    this.folder = folder;
    this.entries = entries;
    this.classes = classes;
    this.form = form;
    this.listener = listener;
  }

  /**
   * Reads all files.
   *
   * @param skipped gets what is wrong with each file that can not be read, in their order; if null,
   *     the first such file ends it
   * @throws DataException for the first such file, or where a class has no picture left
   */
  Pictures load(@Nullable Consumer<DataException> skipped) {
    if (form.colour() == Colour.AUTO) {
      // The first picture in colour ends the attempt to do with one channel.
      Reading grey = new Reading(1, true, skipped != null);
      return grey.run() ? grey.pictures(skipped) : read(3, skipped);
    }
    return read(form.colour() == Colour.GREY ? 1 : 3, skipped);
  }

  private Pictures read(int channels, @Nullable Consumer<DataException> skipped) {
    Reading reading = new Reading(channels, false, skipped != null);
    reading.run();
    return reading.pictures(skipped);
  }

  /** One pass over the files. */
  private final class Reading {
    private final int channels;
    private final boolean greyOnly;
    private final boolean goOn;
    private final int each;
    private final byte[] pixels;
    private final int workers;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicBoolean colourful = new AtomicBoolean();
    private final Map<Integer, DataException> failures = new ConcurrentSkipListMap<>();
    private final List<Throwable> crashes = new ArrayList<>();

    Reading(int channels, boolean greyOnly, boolean goOn) {
      this.channels = channels;
      this.greyOnly = greyOnly;
      this.goOn = goOn;
      long bytes = form.bytes(channels) * entries.size();
      long free = free();
      if (bytes > SHARE * free) {
        // Some of what is in use may be garbage.
        System.gc();
        free = free();
      }
      require(bytes, free);
      this.each = (int) form.bytes(channels);
      this.pixels = new byte[(int) bytes];
      long fitting = Math.max(1, (free - bytes) / PictureDecoder.MEMORY);
      this.workers =
          (int)
              Math.min(
                  Math.min(fitting, entries.size()), Runtime.getRuntime().availableProcessors());
    }

    private void require(long bytes, long free) {
      if (bytes > SHARE * free || bytes > MAX_ARRAY) {
        throw new DataException(
            String.format(
                "The %,d pictures in %s take %,d MB in %dx%d pixels with %d channels, but %s; choose"
                    + " a smaller --size or fewer with --limit%s.",
                entries.size(),
                folder,
                bytes >> 20,
                form.width(),
                form.height(),
                channels,
                bytes > MAX_ARRAY
                    ? "at most 2,047 MB are possible"
                    : String.format("Java has %,d MB left", free >> 20),
                bytes > MAX_ARRAY
                    ? ""
                    : ", or give Java more memory, as with IMBREX_JAVA_OPTS=-Xmx4g"));
      }
    }

    private static long free() {
      Runtime r = Runtime.getRuntime();
      return r.maxMemory() - (r.totalMemory() - r.freeMemory());
    }

    /** Reads all files; returns false where it stopped because one is not grey. */
    boolean run() {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        Thread t = new Thread(this::work, "imbrex-pictures-" + i);
        t.setDaemon(true);
        t.start();
        threads.add(t);
      }
      join(threads);
      for (Throwable t : crashes) {
        if (t instanceof Error) {
          throw (Error) t;
        }
        throw (RuntimeException) t;
      }
      return !colourful.get();
    }

    private void join(List<Thread> threads) {
      boolean interrupted = false;
      for (Thread t : threads) {
        while (t.isAlive()) {
          try {
            t.join(TELL_MILLIS);
            listener.progress(done.get(), entries.size());
          } catch (InterruptedException e) {
            interrupted = true;
            next.set(entries.size());
          }
        }
      }
      listener.progress(done.get(), entries.size());
      if (interrupted) {
        Thread.currentThread().interrupt();
        throw new DataException("Reading the pictures in " + folder + " was interrupted.");
      }
    }

    private void work() {
      try {
        for (int i = next.getAndIncrement(); i < entries.size(); i = next.getAndIncrement()) {
          if (colourful.get()) {
            return;
          }
          read(i);
          done.incrementAndGet();
        }
      } catch (RuntimeException | Error e) {
        synchronized (crashes) {
          crashes.add(e);
        }
        next.set(entries.size());
      }
    }

    private void read(int i) {
      Entry entry = entries.get(i);
      try {
        Raster raster = PictureDecoder.decode(entry.file());
        if (greyOnly && !raster.isGrey()) {
          colourful.set(true);
          return;
        }
        Raster made =
            raster.withChannels(channels).resized(form.height(), form.width(), form.resize());
        System.arraycopy(made.bytes(), 0, pixels, i * each, each);
      } catch (DataException e) {
        failures.put(
            i,
            Files.exists(entry.file())
                ? e
                : new DataException(
                    entry.file() + " vanished while pictures were being read; put it back.", e));
        if (!goOn) {
          // Files are taken in their order, so that all before this one are being read already.
          next.set(entries.size());
        }
      }
    }

    /** Returns what was read, without the files that could not be. */
    Pictures pictures(@Nullable Consumer<DataException> skipped) {
      for (DataException failure : failures.values()) {
        if (skipped == null) {
          throw failure;
        }
        skipped.accept(failure);
      }
      BitSet seen = new BitSet();
      byte[] labels = new byte[entries.size()];
      int count = 0;
      for (int i = 0; i < entries.size(); i++) {
        if (!failures.containsKey(i)) {
          if (count < i) {
            System.arraycopy(pixels, i * each, pixels, count * each, each);
          }
          labels[count++] = (byte) entries.get(i).label();
          seen.set(entries.get(i).label());
        }
      }
      requireOneLeft(seen);
      boolean whole = count == labels.length;
      return new Pictures(
          form.height(),
          form.width(),
          channels,
          classes,
          whole ? pixels : Arrays.copyOf(pixels, count * each),
          whole ? labels : Arrays.copyOf(labels, count));
    }

    private void requireOneLeft(BitSet seen) {
      failures.forEach(
          (i, failure) -> {
            int label = entries.get(i).label();
            if (!seen.get(label)) {
              throw new DataException(
                  String.format(
                      "No picture of the class %s in %s can be read where one is needed; %s",
                      classes.get(label), folder, failure.getMessage()),
                  failure);
            }
          });
    }
  }
}
