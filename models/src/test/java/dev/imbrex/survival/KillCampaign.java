package dev.imbrex.survival;

import dev.imbrex.data.IdxSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Kills trainings again and again, resumes each until it is done, and compares what it has learned
 * with an undisturbed one, bit for bit. For {@code scripts/survival.sh}; ends with 1 where a bit
 * differs or a checkpoint is lost.
 *
 * <p>Arguments, all {@code name=value}: {@code kind} (random: kill -9 at random moments of the
 * command line; writes: inside the writes of checkpoints), {@code kills}, {@code backend}, {@code
 * seed}, {@code launcher} (the command to start), {@code folder} (a new one to work in).
 */
public final class KillCampaign {
  private static final int PICTURES = 192;

  /** Steps of the disk: those of a few checkpoints. */
  private static final int STEPS = 250;

  private static final Set<String> NAMES =
      Set.of("kind", "kills", "backend", "seed", "launcher", "folder");

  private KillCampaign() {}

  /** Runs the campaign. */
  public static void main(String[] args) throws Exception {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("kind", "random");
    options.put("kills", "20");
    options.put("backend", "cpu");
    options.put("seed", "1");
    options.put("launcher", "./imbrex");
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      if (parts.length != 2 || !NAMES.contains(parts[0])) {
        throw new IllegalArgumentException("Arguments are name=value, with " + NAMES + ".");
      }
      options.put(parts[0], parts[1]);
    }
    Path folder = folder(options.get("folder"));
    Path data = IdxSamples.mnist(folder.resolve("data"), PICTURES, 40);
    long seed = Long.parseLong(options.get("seed"));
    Victim victim =
        options.get("kind").equals("writes")
            ? new HaltedVictim(options.get("backend"), data, STEPS, seed)
            : new CommandVictim(options.get("launcher"), options.get("backend"), data, seed);
    Tally tally = new Kills(victim, folder).run(Integer.parseInt(options.get("kills")));
    System.out.printf(
        "%s on %s, seed %d: %s%n", victim.description(), options.get("backend"), seed, tally);
    System.exit(tally.isClean() ? 0 : 1);
  }

  private static Path folder(String given) throws IOException {
    return given == null
        ? Files.createTempDirectory("imbrex-survival")
        : Files.createDirectories(Path.of(given));
  }
}
