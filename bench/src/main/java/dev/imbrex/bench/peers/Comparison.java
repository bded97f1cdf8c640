package dev.imbrex.bench.peers;

import dev.imbrex.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets libraries train, and predict with, the same networks in turns and writes down how they
 * compare.
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

  static final String OURS = "imbrex";

  private Comparison() {}

  /** Compares. */
  public static void main(String[] args) throws Exception {
    Arguments a = new Arguments(args, PRESETS);
    List<String> names = new ArrayList<>(List.of(OURS));
    names.addAll(a.list("peers"));
    List<Row> rows = new ArrayList<>();
    Rates limits = new Rates();
    try (Limit limit = new Limit()) {
      Turns turns = new Turns(a.number("rounds"), a.seconds("seconds"));
      for (String task : a.list("tasks")) {
        Row row = new Row(PeerTask.of(task), Zoo.find(PeerTask.of(task).network()).create());
        turns.run(commands(names, Path.of(a.text("folder")), task), new Notes(row, limit, limits));
        rows.add(row);
        System.out.println(row.line(row.name()));
      }
      Report report = new Report(a.text("machine"), turns.words(), names, rows, limits);
      Path out = Path.of(a.text("out"));
      Files.createDirectories(out.toAbsolutePath().getParent());
      Files.writeString(out, report.markdown(out.getFileName().toString().replace(".md", ".svg")));
      Files.writeString(Path.of(out.toString().replace(".md", ".svg")), report.plot());
      System.out.println("Written: " + out);
    }
  }

  private static Map<String, List<String>> commands(List<String> names, Path folder, String task)
      throws IOException {
    Map<String, List<String>> commands = new LinkedHashMap<>();
    for (String name : names) {
      commands.put(
          name,
          name.equals(OURS)
              ? Launcher.ours(Launcher.home(), true, ImbrexPeer.class, task)
              : Launcher.library(folder, name, task));
    }
    return commands;
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
