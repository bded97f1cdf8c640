package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.data.PictureFile;
import dev.imbrex.nn.config.Config;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Checkpoint;
import dev.imbrex.train.Dataset;
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
    float[] features = features(run, shape, files);
    Dataset data = Dataset.of("pictures", shape, run.classes(), features, new int[files.size()]);
    Choice choice = device.open();
    try (choice) {
      float[] p = c.trainer(choice.backend()).predict(c.model(), data).toFloats();
      for (int i = 0; i < files.size(); i++) {
        show(o, files.get(i), run.classes(), p, i * run.classes().size());
      }
    }
    return Failures.OK;
  }

  private float[] features(Run run, Shape shape, List<Path> files) {
    float[] all = new float[Math.multiplyExact(files.size(), shape.intSize())];
    for (int i = 0; i < files.size(); i++) {
      PictureFile.Loaded p =
          PictureFile.read(
              files.get(i), shape.dim(0), shape.dim(1), shape.dim(2), run.border(), invert);
      float[] one = run.normalization().apply(p.pixels());
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  private static void show(Output o, Path file, List<String> classes, float[] p, int at) {
    o.say("%s", file);
    int[] ranking = Ranking.of(p, at, classes.size());
    List<Object> guesses = new ArrayList<>();
    for (int i = 0; i < Math.min(TOP, ranking.length); i++) {
      String name = classes.get(ranking[i]);
      double share = p[at + ranking[i]];
      String bar = "#".repeat((int) Math.round(share * BAR));
      o.say("  %6.2f%%  %-12s %s", 100 * share, name, bar);
      guesses.add(Config.map("class", name, "probability", share));
    }
    o.event("prediction", "file", file.toString(), "guesses", guesses);
  }
}
