package dev.imbrex.bench.peers;

import dev.imbrex.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets libraries do the same tasks in turns and writes down how they compare.
 *
 * <p>Arguments: {@code folder=} of the libraries' modules, {@code out=} the file to write, {@code
 * rounds=}, {@code seconds=} of a round, {@code tasks=} separated by commas, {@code peers=}
 * separated by commas, {@code machine=} in words. The process must have the vector module.
 */
public final class Comparison {
  private static final String TASKS =
      "train:lenet5:64,train:simpleconvnet:64,train:vgg-small:64,train:resnet18-small:64,"
          + "predict:lenet5:64,predict:simpleconvnet:64,predict:vgg-small:64,predict:vgg16:1";

  private static final String OURS = "imbrex";

  /** How long a library may take to load and to do its first step, or beyond a round. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Map<String, String> options = new LinkedHashMap<>();
  private final Map<String, Peer> peers = new LinkedHashMap<>();

  /** What starts a library. */
  private record Peer(String mainClass, String classPath) {}

  private Comparison(String[] args) throws IOException {
    options.put("rounds", "7");
    options.put("seconds", "3");
    options.put("tasks", TASKS);
    options.put("peers", "pytorch,tensorflow,onnxruntime,dl4j");
    options.put("machine", "unnamed machine");
    for (String a : args) {
      int at = a.indexOf('=');
      if (at < 1) {
        throw new IllegalArgumentException("An argument is name=value, not " + a + ".");
      }
      options.put(a.substring(0, at), a.substring(at + 1));
    }
    peers.put(OURS, new Peer(ImbrexPeer.class.getName(), System.getProperty("java.class.path")));
    for (String name : option("peers").split(",", -1)) {
      Path target = Path.of(option("folder"), name, "target");
      String libraries = Files.readString(target.resolve("class-path.txt")).trim();
      String main =
          "dev.imbrex.bench."
              + name
              + "."
              + Character.toUpperCase(name.charAt(0))
              + name.substring(1)
              + "Peer";
      peers.put(name, new Peer(main, target.resolve("classes") + ":" + libraries));
    }
  }

  private String option(String name) {
    String value = options.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The argument " + name + "= is missing.");
    }
    return value;
  }

  /** Compares. */
  public static void main(String[] args) throws Exception {
    new Comparison(args).run();
  }

  private void run() throws Exception {
    List<Row> rows = new ArrayList<>();
    Rates limits = new Rates();
    try (Limit limit = new Limit()) {
      limit.gflops();
      for (String task : option("tasks").split(",", -1)) {
        Row row = new Row(PeerTask.of(task), Zoo.find(PeerTask.of(task).network()).create());
        compare(task, row, limit, limits);
        rows.add(row);
        System.out.println(row.line());
      }
    }
    Path out = Path.of(option("out"));
    Report report =
        new Report(
            option("machine"),
            Integer.parseInt(option("rounds")),
            Integer.parseInt(option("seconds")),
            List.copyOf(peers.keySet()),
            rows,
            limits);
    Files.createDirectories(out.toAbsolutePath().getParent());
    Files.writeString(out, report.markdown(out.getFileName().toString().replace(".md", ".svg")));
    Files.writeString(Path.of(out.toString().replace(".md", ".svg")), report.plot());
    System.out.println("Written: " + out);
  }

  private void compare(String task, Row row, Limit limit, Rates limits) throws Exception {
    Map<String, Child> children = new LinkedHashMap<>();
    try {
      for (String name : peers.keySet()) {
        try {
          Child child = new Child(name, command(peers.get(name), task), PATIENCE);
          children.put(name, child);
          if (child.parameters() != row.parameters()) {
            throw new Child.FailedException(
                name
                    + " has a network of "
                    + child.parameters()
                    + " parameters instead of "
                    + row.parameters()
                    + ".",
                null);
          }
        } catch (Child.FailedException e) {
          row.failed(name, e.why());
          drop(children, name);
        }
      }
      Duration time = Duration.ofSeconds(Integer.parseInt(option("seconds")));
      int rounds = Integer.parseInt(option("rounds"));
      for (int round = -1; round < rounds; round++) {
        if (round >= 0) {
          double l = limit.gflops();
          limits.add(l);
          row.limit(l);
        }
        for (Map.Entry<String, Child> each : List.copyOf(children.entrySet())) {
          String name = each.getKey();
          Child child = each.getValue();
          try {
            // The first round warms up, and takes as long as all compilers need.
            Duration here = round < 0 ? time.multipliedBy(4) : time;
            Child.Round r = child.round(here, here.plus(PATIENCE));
            if (round >= 0) {
              row.add(name, r, child.firstLoss());
            }
          } catch (Child.FailedException e) {
            row.failed(name, e.why());
            drop(children, name);
          }
        }
      }
    } finally {
      children.values().forEach(Child::close);
    }
  }

  private static void drop(Map<String, Child> children, String name) {
    Child c = children.remove(name);
    if (c != null) {
      c.close();
    }
  }

  private static List<String> command(Peer peer, String task) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx4g",
        "--add-modules",
        "jdk.incubator.vector",
        "-Djava.util.logging.config.file=/dev/null",
        "-cp",
        peer.classPath(),
        peer.mainClass(),
        task);
  }
}
