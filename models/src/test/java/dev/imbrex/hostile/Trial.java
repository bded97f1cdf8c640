package dev.imbrex.hostile;

import dev.imbrex.data.DataException;
import dev.imbrex.io.ModelFormatException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * One hostile file and what became of it.
 *
 * @param nanos how long the processor worked on it, which other programs do not change
 * @param refusal the message, where it was refused as it should be
 * @param fault what was wrong with the reader's answer
 */
record Trial(long nanos, Optional<String> refusal, Optional<String> fault) {

  /**
   * Makes a file: in the first quarter of a series the first sample cut at each byte, then damaged
   * samples and attacks in turns.
   *
   * @param count how many the series has
   */
  static byte[] file(Format format, long seed, int index, int count) throws IOException {
    byte[] first = format.samples().get(0);
    int cuts = Math.min(first.length, count / 4);
    if (index < cuts) {
      return Arrays.copyOf(first, (int) ((long) index * first.length / cuts));
    }
    // Mixed, since generators with neighbouring seeds begin alike.
    Random r = new Random(new SplittableRandom(seed * 1_000_003 + index).nextLong());
    return r.nextBoolean() ? Mutations.damage(format.samples(), r) : format.attack(r);
  }

  /** Reads a file in a folder that is there for nothing else. */
  static Trial of(Format format, Path folder, byte[] file) throws IOException {
    long start = now();
    try {
      format.read(folder, file);
      return new Trial(now() - start, Optional.empty(), escaped(folder));
    } catch (ModelFormatException | DataException e) {
      long nanos = now() - start;
      String message = String.valueOf(e.getMessage());
      Optional<String> fault = escaped(folder);
      if (!message.contains(format.named())) {
        fault = Optional.of("the message does not name the file: " + message);
      } else if (message.length() > 1000) {
        fault = Optional.of("the message is too long: " + message.substring(0, 300));
      }
      return new Trial(nanos, Optional.of(message), fault);
    } catch (RuntimeException | Error e) {
      long nanos = now() - start;
      List<StackTraceElement> trace = List.of(e.getStackTrace());
      return new Trial(
          nanos,
          Optional.empty(),
          Optional.of(e + " at " + trace.subList(0, Math.min(6, trace.size()))));
    }
  }

  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Returns what is wrong if something was written beside the folder. */
  private static Optional<String> escaped(Path folder) throws IOException {
    try (var beside = Files.list(folder.toAbsolutePath().getParent())) {
      long count = beside.count();
      return count == 1
          ? Optional.empty()
          : Optional.of("there are " + count + " files beside the folder, not 1");
    }
  }
}
