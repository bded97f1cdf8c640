package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.train.Checkpoint;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges a trained network by pictures that it has not seen. */
@Command(
    name = "evaluate",
    description = "Tells how well a trained network does on pictures that it has not seen.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private Fetching fetching = new Fetching();

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path folder = Path.of("");

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      description = "Where the data set's files are now (default: where they were in training).")
  private @Nullable Path dataDir;

  @Option(names = "--last", description = "Judges the last checkpoint instead of the best.")
  private boolean last;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    Output o = new Output(Commands.require(spec), json);
    Run run = Run.open(folder);
    Checkpoint c = last ? run.last() : run.best();
    DataOptions options = data(run);
    fetching.provide(options, o);
    DataOptions.HeldOut held = options.validation(o, run.normalization());
    Dataset data = held.data();
    LeftOut.tell(o, held.leftOut());
    // Who names a folder means what is in it.
    boolean changed = held.changed() && dataDir == null;
    if (changed) {
      o.warn(
          "imbrex: The held-out pictures of "
              + options.name()
              + " are not those that the run was judged by; these figures are of what is there"
              + " now.");
    }
    Choice choice = device.open();
    try (choice) {
      o.say("%s", choice.explanation());
      Trainer t = c.trainer(choice.backend());
      Map<String, Double> figures = t.evaluate(c.model(), data);
      int[][] confusion = confusion(t.predict(c.model(), data), data);
      o.say("%s on %s (%,d pictures):", run.model(), data.name(), data.size());
      o.say("  %s", Progress.figures(figures));
      o.text(table(confusion, data.classNames()));
      List<ClassScores> scores = ClassScores.of(confusion, data.classNames());
      o.text(ClassScores.table(scores));
      List<List<Integer>> rows = new ArrayList<>();
      for (int[] row : confusion) {
        rows.add(Arrays.stream(row).boxed().toList());
      }
      o.event(
          "end",
          "figures",
          figures,
          "pictures",
          data.size(),
          "changed_data",
          changed,
          "classes",
          data.classNames(),
          "confusion",
          rows,
          "scores",
          scores.stream().map(ClassScores::map).toList(),
          "macro",
          ClassScores.macro(scores).map(),
          "backend",
          choice.device().id());
    }
    return Failures.OK;
  }

  private DataOptions data(Run run) {
    Path elsewhere = dataDir;
    return elsewhere == null ? run.data() : run.data().in(elsewhere);
  }

  /** Returns how often class i was taken for class j. */
  private static int[][] confusion(HostTensor predictions, Dataset data) {
    int n = data.classes();
    int[][] counts = new int[n][n];
    float[] p = predictions.toFloats();
    for (int i = 0; i < data.size(); i++) {
      counts[data.label(i)][Ranking.of(p, i * n, n)[0]]++;
    }
    return counts;
  }

  private static String table(int[][] counts, List<String> names) {
    int width = Math.max(6, names.stream().mapToInt(String::length).max().orElse(0) + 1);
    StringBuilder s = new StringBuilder();
    s.append(String.format("%nrows: what it is; columns: what it was taken for%n"));
    s.append(" ".repeat(width));
    names.forEach(n -> s.append(pad(n, width)));
    s.append(System.lineSeparator());
    for (int i = 0; i < counts.length; i++) {
      s.append(pad(names.get(i), width));
      for (int c : counts[i]) {
        s.append(pad(c == 0 ? "." : String.format(Locale.ROOT, "%d", c), width));
      }
      s.append(System.lineSeparator());
    }
    return s.toString();
  }

  private static String pad(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
