package dev.imbrex.bench.peers;

import dev.imbrex.bench.Bound;
import dev.imbrex.bench.KernelTask;
import dev.imbrex.bench.LayerShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Lets single kernels run in turns, in this Java, in a second one, without vectors and in other
 * libraries, and writes down how they compare with each other and with the machine.
 *
 * <p>Arguments: {@code out=} the file to write, {@code second=} the home of another JDK or nothing,
 * {@code folder=} of the libraries' modules, {@code peers=} separated by commas, {@code tasks=}
 * separated by commas, {@code rounds=}, {@code seconds=} of a round, {@code machine=} in words. The
 * process must have the vector module.
 */
public final class KernelComparison {
  private static final String BATCH = "8";
  private static final String PLAIN = "without vectors";

  private KernelComparison() {}

  /** Compares. */
  public static void main(String[] args) throws Exception {
    Arguments a =
        new Arguments(
            args,
            Map.of(
                "rounds",
                "7",
                "seconds",
                "1",
                "tasks",
                "",
                "peers",
                "tensorflow,onnxruntime,pytorch",
                "second",
                "",
                "machine",
                "unnamed machine"));
    List<String> tasks = a.list("tasks").isEmpty() ? all() : a.list("tasks");
    Map<String, Path> homes = homes(a.text("second"));
    List<String> ours = new ArrayList<>(homes.keySet());
    ours.add(PLAIN);
    List<KernelRow> rows = new ArrayList<>();
    try (Limit limit = new Limit()) {
      limit.gflops();
      Turns turns = new Turns(a.number("rounds"), a.seconds("seconds"));
      for (String task : tasks) {
        KernelTask t = KernelTask.of(task);
        KernelRow row;
        try (Bound b = Bound.of("cpu", t)) {
          row = new KernelRow(t.name(), b.work());
        }
        Map<String, List<String>> commands = new LinkedHashMap<>();
        homes.forEach(
            (name, home) -> commands.put(name, Launcher.ours(home, true, KernelPeer.class, task)));
        commands.put(PLAIN, Launcher.ours(Launcher.home(), false, KernelPeer.class, task));
        for (String peer : a.list("peers")) {
          commands.put(peer, Launcher.library(Path.of(a.text("folder")), peer, task));
        }
        turns.run(commands, new Notes(row, limit));
        rows.add(row);
        System.out.println(row.line(row.name() + "  roofline " + Math.round(row.roofline())));
      }
      Path out = Path.of(a.text("out"));
      Files.createDirectories(out.toAbsolutePath().getParent());
      KernelReport report =
          new KernelReport(a.text("machine"), turns.words(), ours, a.list("peers"), rows);
      Files.writeString(out, report.markdown());
      System.out.println("Written: " + out);
    }
  }

  /** Returns the JDKs to run, this one first. */
  private static Map<String, Path> homes(String second) throws IOException {
    Map<String, Path> homes = new LinkedHashMap<>();
    homes.put("Java " + Runtime.version().feature(), Launcher.home());
    if (!second.isEmpty()) {
      Properties release = new Properties();
      try (var in = Files.newInputStream(Path.of(second, "release"))) {
        release.load(in);
      }
      String version = release.getProperty("JAVA_VERSION", "?").replace("\"", "");
      homes.put("Java " + Runtime.Version.parse(version).feature(), Path.of(second));
    }
    return homes;
  }

  /** Returns products and the convolutions of all networks in all directions, each shape once. */
  private static List<String> all() {
    List<String> tasks = new ArrayList<>();
    for (String p :
        List.of("1024x1024x1024", "6400x16x25", "12544x64x576", "3136x128x1152", "784x256x2304")) {
      tasks.add("product:" + p);
    }
    Set<List<Object>> seen = new HashSet<>();
    for (LayerShape s : LayerShape.all()) {
      if (seen.add(
          List.of(s.size(), s.channels(), s.filters(), s.kernel(), s.stride(), s.padded()))) {
        for (KernelTask.Direction d : KernelTask.Direction.values()) {
          tasks.add(d + ":" + s.name() + ":" + BATCH);
        }
      }
    }
    return tasks;
  }

  /** Notes what happens in a row; the limits are measured before each round. */
  private record Notes(KernelRow row, Limit limit) implements Turns.Observer {
    @Override
    public void ready(String name, Child child) {}

    @Override
    public void round() throws Exception {
      row.limit(limit.gflops(), limit.gbytes());
    }

    @Override
    public void worked(String name, Child child, Child.Round round) {
      row.add(name, round);
    }

    @Override
    public void failed(String name, String why) {
      row.failed(name, why);
    }
  }
}
