package dev.imbrex.cli;

import com.google.common.collect.Lists;
import dev.imbrex.backend.Choice;
import dev.imbrex.data.PictureFile;
import dev.imbrex.nn.config.Config;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Checkpoint;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what pictures show. */
@Command(
    name = "predict",
    description = "Tells what pictures show; they may have any size.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  private static final int TOP = 5;
  private static final int BAR = 30;

  /** How many pictures are in memory at a time. */
  private static final int TOGETHER = 256;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private DeviceOptions device = new DeviceOptions();

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path folder = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "PICTURE",
      description = "PNG, JPEG, BMP or GIF files, or folders of them.")
  private List<Path> pictures = new ArrayList<>();

  @Option(
      names = "--invert",
      paramLabel = "WHEN",
      description =
          "Whether to exchange dark and light: ${COMPLETION-CANDIDATES} (default: auto, for grey"
              + " pictures on the other ground than those of the training).")
  private PictureFile.Invert invert = PictureFile.Invert.AUTO;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Output o = new Output(Commands.require(spec), json);
    Run run = Run.open(folder);
    Checkpoint c = run.best();
    Shape shape = c.model().inputShape();
    List<Path> files = PictureFiles.find(pictures);
    List<List<Path>> pieces = Lists.partition(files, TOGETHER);
    // Read before a device is opened, so that a wrong name is answered at once.
    List<Seen> seen = read(run, shape, pieces.get(0));
    Choice choice = device.open();
    try (choice) {
      Trainer t = c.trainer(choice.backend());
      for (int i = 0; i < pieces.size(); i++) {
        seen = i == 0 ? seen : read(run, shape, pieces.get(i));
        float[] p = t.predict(c.model(), dataset(run, shape, seen)).toFloats();
        for (int k = 0; k < seen.size(); k++) {
          show(o, seen.get(k), run.classes(), p, k * run.classes().size());
        }
      }
    }
    return Failures.OK;
  }

  /** A picture as the network sees it. */
  private record Seen(Path file, PictureFile.Loaded picture) {}

  private List<Seen> read(Run run, Shape shape, List<Path> files) {
    List<Seen> seen = new ArrayList<>();
    for (Path f : files) {
      seen.add(new Seen(f, run.data().read(f, shape, run.border(), invert)));
    }
    return seen;
  }

  private static Dataset dataset(Run run, Shape shape, List<Seen> seen) {
    int each = shape.intSize();
    float[] all = new float[seen.size() * each];
    for (int i = 0; i < seen.size(); i++) {
      float[] one = run.normalization().apply(seen.get(i).picture.pixels());
      System.arraycopy(one, 0, all, i * each, each);
    }
    return Dataset.of("pictures", shape, run.classes(), all, new int[seen.size()]);
  }

  private static void show(Output o, Seen seen, List<String> classes, float[] p, int at) {
    boolean inverted = seen.picture.inverted();
    o.say("%s%s", seen.file, inverted ? " (dark and light exchanged)" : "");
    int[] ranking = Ranking.of(p, at, classes.size());
    List<Object> guesses = new ArrayList<>();
    for (int i = 0; i < Math.min(TOP, ranking.length); i++) {
      String name = classes.get(ranking[i]);
      double share = p[at + ranking[i]];
      String bar = "#".repeat((int) Math.round(share * BAR));
      o.say("  %6.2f%%  %-12s %s", 100 * share, name, bar);
      guesses.add(Config.map("class", name, "probability", share));
    }
    o.event("prediction", "file", seen.file.toString(), "inverted", inverted, "guesses", guesses);
  }
}
