package dev.imbrex.cli;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.LayerNode;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.ModelFiles;
import dev.imbrex.nn.Parameter;
import dev.imbrex.nn.weights.Convention;
import dev.imbrex.nn.weights.WeightsFile;
import dev.imbrex.nn.weights.WeightsReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a network begins with, and which of its layers learn. */
final class StartOptions {
  @Option(
      names = "--weights",
      paramLabel = "FILE|RUN",
      description =
          "Begins with the weights of a run, or of a safetensors file, such as one of"
              + " torchvision; what does not fit at the end of the network, such as another number of"
              + " classes, begins anew.")
  private @Nullable Path weights;

  @Option(
      names = "--weights-names",
      paramLabel = "NAMES",
      description = "How the file calls things: imbrex, torchvision or keras (default: what fits).")
  private @Nullable String names;

  @Option(
      names = "--partial-weights",
      description = "Also takes a file that lacks weights before the end of the network.")
  private boolean partial;

  @Option(
      names = "--freeze-until",
      paramLabel = "LAYER",
      description = "Leaves all layers up to this one as they begin; trains those behind it.")
  private @Nullable String freezeUntil;

  @Option(
      names = "--learning-rate-factor",
      paramLabel = "LAYERS=FACTOR",
      description =
          "Multiplies the learning rate of layers whose names begin so, as in layer4=0.1; may be given"
              + " several times.")
  private Map<String, Double> factors = new TreeMap<>();

  /**
   * A model that is ready to be trained.
   *
   * @param weights what has been read of a file, if one was given
   */
  record Started(Model model, Optional<WeightsReport> weights) {}

  /**
   * Returns a model as the options want it.
   *
   * @throws IllegalArgumentException if a layer is unknown or a factor out of range
   * @throws ModelFormatException if a file does not fit
   */
  Started start(Model plain, long seed) {
    Model model = plain;
    for (Map.Entry<String, Double> e : factors.entrySet()) {
      String prefix = e.getKey();
      if (model.nodes().stream().noneMatch(n -> n.name().startsWith(prefix))) {
        throw unknown("--learning-rate-factor", prefix, model);
      }
      model = model.learningRateFactor(n -> n.name().startsWith(prefix), e.getValue());
    }
    String last = freezeUntil;
    if (last != null) {
      if (model.nodes().stream().noneMatch(n -> n.name().equals(last))) {
        throw unknown("--freeze-until", last, model);
      }
      model = model.freezeUntil(last);
    }
    Path file = weights;
    if (file == null) {
      return new Started(model, Optional.empty());
    }
    model.initialize(seed);
    Path numbers =
        Files.isDirectory(file) ? Run.open(file).best().folder().resolve(ModelFiles.NUMBERS) : file;
    WeightsFile read = WeightsFile.read(numbers);
    Convention c = names == null ? read.detect(model, WeightNames.ALL) : WeightNames.find(names);
    WeightsReport report = read.look(model, c);
    if (!report.matched().isEmpty()) {
      requireComplete(file, model, report);
    }
    return new Started(model, Optional.of(read.into(model, c)));
  }

  private void requireComplete(Path file, Model model, WeightsReport report) {
    Set<String> ends = ends(model);
    List<String> missing =
        report.left().entrySet().stream()
            .filter(e -> !ends.contains(e.getKey().layer()))
            .map(e -> e.getKey().name() + " (" + e.getValue() + ")")
            .toList();
    if (!partial && !missing.isEmpty()) {
      throw new ModelFormatException(
          String.format(
              "%s lacks %d of the %d parameters before the end of the network, the first %s; give the"
                  + " file of this network, or --partial-weights to begin with what there is.",
              file, missing.size(), model.parameters().size(), missing.get(0)));
    }
  }

  /** Returns the layers whose parameters depend on the classes, or are there in training only. */
  private static Set<String> ends(Model model) {
    Set<String> kept = new TreeSet<>();
    model.withoutAuxiliaries().nodes().forEach(n -> kept.add(n.name()));
    Set<String> ends = new TreeSet<>();
    model.nodes().stream().map(LayerNode::name).filter(n -> !kept.contains(n)).forEach(ends::add);
    Set<String> withParameters = new TreeSet<>();
    model.parameters().stream().map(Parameter::layer).forEach(withParameters::add);
    for (LayerNode output : model.outputs()) {
      LayerNode n = output;
      while (!withParameters.contains(n.name()) && n.inputs().size() == 1) {
        n = model.nodes().get(n.inputs().get(0));
      }
      ends.add(n.name());
    }
    return ends;
  }

  private static IllegalArgumentException unknown(String option, String name, Model model) {
    List<String> near = new ArrayList<>();
    List<String> all = model.nodes().stream().map(LayerNode::name).toList();
    String stem = name.replaceAll("[._]?\\d*$", "");
    all.stream().filter(n -> !stem.isEmpty() && n.contains(stem)).limit(8).forEach(near::add);
    return new IllegalArgumentException(
        option
            + ": the network has no layer "
            + name
            + "; "
            + (near.isEmpty()
                ? "summary shows the names of all, from "
                    + all.get(0)
                    + " to "
                    + all.get(all.size() - 1)
                : "it has " + String.join(", ", near) + ", and summary shows all")
            + ".");
  }
}
