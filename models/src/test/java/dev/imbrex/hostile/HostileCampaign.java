package dev.imbrex.hostile;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads thousands of hostile files of each format and prints what became of them. For {@code
 * scripts/survival.sh}; ends with 1 where one ended in anything but content or a clear refusal, or
 * took more than two seconds of work, and at once with 2 where one does not end at all.
 *
 * <p>Arguments, all {@code name=value}: {@code files} of each format, {@code seed}, {@code formats}
 * with commas between (default: all).
 */
public final class HostileCampaign {
  private static final long LIMIT_NANOS = 2_000_000_000L;
  private static final int HANG_SECONDS = 60;
  private static final int SHOWN = 12;

  private final Path folder;
  private final int files;
  private final long seed;
  private final AtomicInteger secondsOnOne = new AtomicInteger();
  private volatile String current = "";

  private HostileCampaign(Path folder, int files, long seed) {
    this.folder = folder;
    this.files = files;
    this.seed = seed;
  }

  /** Runs the campaign. */
  public static void main(String[] args) throws Exception {
    Map<String, String> options = new HashMap<>(Map.of("files", "10000", "seed", "1"));
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      if (parts.length != 2 || !List.of("files", "seed", "formats").contains(parts[0])) {
        throw new IllegalArgumentException("Arguments are files=, seed= and formats=.");
      }
      options.put(parts[0], parts[1]);
    }
    Path parent = Files.createTempDirectory("imbrex-hostile");
    List<Format> all = Formats.all(Files.createTempDirectory("imbrex-samples"));
    String chosen = options.get("formats");
    HostileCampaign campaign =
        new HostileCampaign(
            Files.createDirectory(parent.resolve("files")),
            Integer.parseInt(options.get("files")),
            Long.parseLong(options.get("seed")));
    campaign.watch();
    boolean clean = true;
    for (Format f : all) {
      if (chosen == null || List.of(chosen.split(",")).contains(f.name())) {
        clean &= campaign.run(f);
      }
    }
    System.exit(clean ? 0 : 1);
  }

  /** Ends the process where a file is being read for too long. */
  private void watch() {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                // Counted and not measured, so that a machine at rest is no hang.
                while (secondsOnOne.incrementAndGet() < HANG_SECONDS) {
                  Thread.sleep(1000);
                }
              } catch (InterruptedException e) {
                return;
              }
              System.out.println("does not end: " + current);
              Runtime.getRuntime().halt(2);
            });
    watchdog.setDaemon(true);
    watchdog.start();
  }

  private boolean run(Format format) throws IOException {
    List<MemoryPoolMXBean> heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(p -> p.getType() == MemoryType.HEAP)
            .toList();
    heap.forEach(MemoryPoolMXBean::resetPeakUsage);
    int accepted = 0;
    int faults = 0;
    int slow = 0;
    long slowest = 0;
    int slowestIndex = 0;
    long longest = 0;
    Map<String, Integer> refusals = new TreeMap<>();
    for (int i = 0; i < files; i++) {
      byte[] file = Trial.file(format, seed, i, files);
      current = format.name() + ", seed " + seed + ", file " + i + " of " + files;
      secondsOnOne.set(0);
      long begin = System.nanoTime();
      Trial t = Trial.of(format, folder, file);
      longest = Math.max(longest, System.nanoTime() - begin);
      if (t.nanos() > slowest) {
        slowest = t.nanos();
        slowestIndex = i;
      }
      if (t.nanos() > LIMIT_NANOS) {
        slow++;
      }
      if (t.fault().isPresent()) {
        faults++;
        if (faults <= SHOWN) {
          System.out.printf("FAULT %s: %s%n", current, t.fault().orElseThrow());
        }
      } else if (t.refusal().isPresent()) {
        refusals.merge(kind(t.refusal().orElseThrow()), 1, Integer::sum);
      } else {
        accepted++;
      }
    }
    // The parts of the heap have their peaks at different times.
    long peak =
        Math.min(
            Runtime.getRuntime().maxMemory(),
            heap.stream().mapToLong(p -> p.getPeakUsage().getUsed()).sum());
    System.out.printf(
        "%-20s %,7d files, %,6d accepted, %,7d refused, %d faults, %d slow; slowest %.2f s (file"
            + " %d), %.2f s by the clock, heap at most %d MB%n",
        format.name(),
        files,
        accepted,
        refusals.values().stream().mapToInt(n -> n).sum(),
        faults,
        slow,
        slowest / 1e9,
        slowestIndex,
        longest / 1e9,
        peak >> 20);
    refusals.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(SHOWN)
        .forEach(e -> System.out.printf("  %,8d  %s%n", e.getValue(), e.getKey()));
    return faults + slow == 0;
  }

  /** Returns a message without what differs from file to file. */
  private static String kind(String message) {
    String s =
        message
            .replaceAll("\"[^\"]*\"", "\"…\"")
            .replaceAll("\\[[^\\]]*\\]?", "[…]")
            .replaceAll("/\\S*", "FILE")
            .replaceAll("-?\\d[\\d,.]*", "#")
            .replaceAll("'.'|character #", "…")
            .replaceAll("[^\\p{Print}…]+", "…");
    return s.length() <= 100 ? s : s.substring(0, 99) + "…";
  }
}
