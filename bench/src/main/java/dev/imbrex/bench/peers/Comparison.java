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

  private static final Map<String, String> PRESETS =
      Map.of(
          "rounds",
          "7",
          "seconds",
          "3",
          "tasks",
          TASKS,
          "peers",
          "pytorch,tensorflow,onnxruntime,dl4j",
          "machine",
          "unnamed machine");

  private static final String OURS = "imbrex";

  private final Arguments arguments;
  private final Map<String, Peer> peers = new LinkedHashMap<>();

  /** What starts a library. */
  private record Peer(String mainClass, String classPath) {}

  private Comparison(String[] args) throws IOException {
    arguments = new Arguments(args, PRESETS);
    peers.put(OURS, new Peer(ImbrexPeer.class.getName(), System.getProperty("java.class.path")));
    for (String name : arguments.list("peers")) {
      Path target = Path.of(arguments.text("folder"), name, "target");
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

  /** Compares. */
  public static void main(String[] args) throws Exception {
    new Comparison(args).run();
  }

  private void run() throws Exception {
    int rounds = arguments.number("rounds");
    int seconds = arguments.number("seconds");
    Turns turns = new Turns(rounds, Duration.ofSeconds(seconds));
    List<Row> rows = new ArrayList<>();
    Rates limits = new Rates();
    try (Limit limit = new Limit()) {
      limit.gflops();
      for (String task : arguments.list("tasks")) {
        Row row = new Row(PeerTask.of(task), Zoo.find(PeerTask.of(task).network()).create());
        Map<String, List<String>> commands = new LinkedHashMap<>();
        peers.forEach((n, p) -> commands.put(n, Child.java(p.classPath, p.mainClass, task)));
        turns.run(commands, new Notes(row, limit, limits));
        rows.add(row);
        System.out.println(row.line(row.name()));
      }
    }
    Path out = Path.of(arguments.text("out"));
    Report report =
        new Report(
            arguments.text("machine"), rounds, seconds, List.copyOf(peers.keySet()), rows, limits);
    Files.createDirectories(out.toAbsolutePath().getParent());
    Files.writeString(out, report.markdown(out.getFileName().toString().replace(".md", ".svg")));
    Files.writeString(Path.of(out.toString().replace(".md", ".svg")), report.plot());
    System.out.println("Written: " + out);
  }

  /** Notes what happens in a row; the limit is measured before each round. */
  private record Notes(Row row, Limit limit, Rates limits) implements Turns.Observer {
    @Override
    public void ready(String name, Child child) {
      if (child.size() != row.parameters()) {
        throw new Child.FailedException(
            name
                + " has a network of "
                + child.size()
                + " parameters instead of "
                + row.parameters()
                + ".",
            null);
      }
    }

    @Override
    public void round() throws Exception {
      double l = limit.gflops();
      limits.add(l);
      row.limit(l);
    }

    @Override
    public void worked(String name, Child child, Child.Round round) {
      row.add(name, round, child.firstFigure());
    }

    @Override
    public void failed(String name, String why) {
      row.failed(name, why);
    }
  }
}
