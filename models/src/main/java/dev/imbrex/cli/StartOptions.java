package dev.imbrex.cli;

import dev.imbrex.data.Normalization;
import dev.imbrex.io.Json;
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
  /** The text of a file of weights that says how pixels are read. */
  static final String NORMALIZATION = "imbrex.normalization";

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
      names = "--normalize",
      paramLabel = "HOW",
      description =
          "How pixels are read: unit, from 0 to 1, or imagenet, as torchvision's weights expect"
              + " (default: as the weights of --weights were trained, if that is known).")
  private @Nullable String normalize;

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

  /** What has been read of a file for its normalisation, until its numbers are wanted. */
  private @Nullable WeightsFile opened;

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
    WeightsFile read = opened != null ? opened : WeightsFile.read(numbers);
    opened = null;
    Convention c = names == null ? read.detect(model, WeightNames.ALL) : WeightNames.find(names);
    WeightsReport report = read.look(model, c);
    if (!report.matched().isEmpty()) {
      requireComplete(file, model, report);
    }
    return new Started(model, Optional.of(read.into(model, c)));
  }

  /**
   * Returns how pixels are read, if that is said or goes with the weights.
   *
   * @param standardize whether it is said to be as the pictures themselves are
   */
  Optional<Normalization> normalization(boolean standardize) {
    if (normalize != null) {
      if (standardize) {
        throw new IllegalArgumentException(
            "--standardize and --normalize are two ways to read pixels; choose one.");
      }
      return named(normalize);
    }
    Path from = weights;
    if (standardize || from == null) {
      return Optional.empty();
    }
    if (Files.isDirectory(from)) {
      return Optional.of(Run.open(from).normalization());
    }
    WeightsFile read = WeightsFile.read(from);
    opened = read;
    String text = read.metadata().get(NORMALIZATION);
    return Optional.ofNullable(text)
        .map(t -> Normalization.fromConfig(Json.parseMap(from + ", " + NORMALIZATION, t)));
  }

  private static Optional<Normalization> named(String how) {
    switch (how) {
      case "unit":
        // What data sets do by themselves, with as many channels as they have.
        return Optional.empty();
      case "imagenet":
        return Optional.of(Normalization.IMAGENET);
      default:
        throw new IllegalArgumentException(
            "--normalize is unit or imagenet, not "
                + how
                + "; --standardize is for the data's own.");
    }
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
