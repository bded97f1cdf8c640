package dev.imbrex.cli;

import dev.imbrex.backend.Choice;
import dev.imbrex.data.PictureFile;
import dev.imbrex.nn.LayerNode;
import dev.imbrex.nn.Model;
import dev.imbrex.report.Exhibit;
import dev.imbrex.report.Gallery;
import dev.imbrex.report.Limits;
import dev.imbrex.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes pictures of what a network has learned. */
@Command(
    name = "visualize",
    description =
        "Writes as PNG files what a picture becomes in a trained network, its filters, and what"
            + " excites them.",
    mixinStandardHelpOptions = true)
final class VisualizeCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private DeviceOptions device = new DeviceOptions();

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path folder = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "PICTURE",
      description = "A PNG, JPEG, BMP or GIF file; it may have any size.")
  private Path picture = Path.of("");

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "Shows this layer alone (default: all; see imbrex summary RUN).")
  private @Nullable String layer;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where to write (default: pictures in the run's folder).")
  private @Nullable Path out;

  @Option(
      names = "--invert",
      paramLabel = "WHEN",
      description =
          "Whether to exchange dark and light: ${COMPLETION-CANDIDATES} (default: auto, for grey"
              + " pictures on the other ground than those of the training).")
  private PictureFile.Invert invert = PictureFile.Invert.AUTO;

  @Option(
      names = "--seed",
      description = "For the noise that exciting pictures begin with (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Output o = new Output(Commands.require(spec), json);
    Run run = Run.open(folder);
    Model model = run.best().model().withoutAuxiliaries();
    List<Integer> visible = chosen(model, Gallery.visible(model));
    Shape s = model.inputShape();
    PictureFile.Loaded read = run.data().read(picture, s, run.border(), invert);
    float[] features = run.normalization().apply(read.pixels());
    Path chosen = out;
    Path to = chosen == null ? folder.resolve("pictures") : chosen;
    Choice choice = device.open();
    try (choice) {
      o.say("%s", choice.explanation());
      Gallery g = new Gallery(choice.backend(), model, run.normalization(), Limits.thorough());
      List<Exhibit> all = new ArrayList<>();
      all.add(g.input(features));
      g.filters().filter(e -> layer == null || e.layer().equals(layer)).ifPresent(all::add);
      all.addAll(g.featureMaps(List.of(features), visible).get(0));
      List<Integer> excitable = layer == null ? g.excitable() : visible;
      all.addAll(g.exciting(excitable, run.classes(), seed));
      write(o, model, to, all);
      o.event("end", "folder", to.toString(), "pictures", all.size(), "inverted", read.inverted());
    }
    return Failures.OK;
  }

  private List<Integer> chosen(Model model, List<Integer> visible) {
    String asked = layer;
    if (asked == null) {
      return visible;
    }
    List<Integer> found =
        visible.stream().filter(i -> model.nodes().get(i).name().equals(asked)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "The network has no layer \""
              + asked
              + "\" to show; choose one of "
              + visible.stream()
                  .map(i -> model.nodes().get(i).name())
                  .collect(Collectors.joining(", "))
              + ".");
    }
    return found;
  }

  private static void write(Output o, Model model, Path to, List<Exhibit> all) throws IOException {
    Files.createDirectories(to);
    for (Exhibit e : all) {
      Path file = to.resolve(name(model, e));
      Files.write(file, e.picture().enlarged(e.scale()).png());
      o.say("%s  %s", file, e.caption());
      o.event(
          "picture",
          "file",
          file.toString(),
          "kind",
          e.kind().name().toLowerCase(Locale.ROOT),
          "layer",
          e.layer(),
          "caption",
          e.caption());
    }
  }

  /**
   * Returns a name that sorts as the layers are ordered, such as {@code 01-conv2d-features.png}.
   */
  private static String name(Model model, Exhibit e) {
    int index =
        model.nodes().stream()
            .filter(n -> n.name().equals(e.layer()))
            .mapToInt(LayerNode::index)
            .findFirst()
            .orElse(0);
    String kind = e.kind().name().toLowerCase(Locale.ROOT);
    String place = String.format(Locale.ROOT, model.nodes().size() > 100 ? "%03d" : "%02d", index);
    return e.kind() == Exhibit.Kind.INPUT
        ? place + "-input.png"
        : place + "-" + e.layer() + "-" + kind + ".png";
  }
}
