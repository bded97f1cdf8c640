package dev.imbrex.nn.weights;

import dev.imbrex.io.AtomicFiles;
import dev.imbrex.io.Disk;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.io.SafeTensors;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Parameter;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Numbers by name in a safetensors file, to be taken over by models.
 *
 * <pre>{@code
 * WeightsReport report = WeightsFile.read(path).into(model, Convention.TORCH);
 * System.out.println(report);
 * }</pre>
 */
public final class WeightsFile {
  private final String file;
  private final Map<String, HostTensor> tensors;
  private final Map<String, String> metadata;

  private WeightsFile(String file, SafeTensors content) {
    this.file = file;
    this.tensors = content.tensors();
    this.metadata = content.metadata();
  }

  /**
   * Reads a file.
   *
   * @throws ModelFormatException if it is malformed or damaged
   * @throws UncheckedIOException if it can not be read
   */
  public static WeightsFile read(Path file) {
    return new WeightsFile(file.toString(), SafeTensors.read(file));
  }

  /**
   * Writes the numbers of a model.
   *
   * @param metadata texts by name that go with them, such as how pictures are normalised
   * @throws IllegalArgumentException if the convention has no place for one of them
   * @throws UncheckedIOException if the file can not be written; what was there is there then
   */
  public static void write(
      Path file, Model model, Convention convention, Map<String, String> metadata) {
    Map<String, HostTensor> out = new LinkedHashMap<>();
    for (Parameter p : model.parameters()) {
      Place place =
          convention
              .place(model, p)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Files of "
                              + convention.name()
                              + " have no place for "
                              + p.name()
                              + "."));
      out.put(place.name(), place.toFile(model.parameter(p.name())));
    }
    // PyTorch's tools ask for the entry.
    Map<String, String> texts = new LinkedHashMap<>(metadata);
    texts.put("format", "pt");
    SafeTensors all = new SafeTensors(out, texts);
    try {
      AtomicFiles.write(Disk.SYSTEM, file, all::writeTo);
    } catch (IOException e) {
      throw new UncheckedIOException("Can not write " + file + ": " + e, e);
    }
  }

  /** Returns the texts that go with the numbers, by name. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Returns the types of what is in the file, by name. */
  public Map<String, TensorType> types() {
    Map<String, TensorType> types = new LinkedHashMap<>();
    tensors.forEach((name, t) -> types.put(name, t.type()));
    return types;
  }

  /**
   * Returns which of these conventions fits the file best: by which most numbers of the model are
   * found; the first, if several do.
   */
  public Convention detect(Model model, List<Convention> conventions) {
    return conventions.stream()
        .max(
            // The first of the best: max takes the last.
            Comparator.comparingLong((Convention c) -> look(model, c).matchedNumbers())
                .thenComparing(c -> -conventions.indexOf(c)))
        .orElseThrow(() -> new IllegalArgumentException("There is no convention to choose from."));
  }

  /** Returns what {@link #into} would do, and changes nothing. */
  public WeightsReport look(Model model, Convention convention) {
    Map<String, String> names = names(convention);
    List<Parameter> matched = new ArrayList<>();
    Map<Parameter, String> left = new LinkedHashMap<>();
    Set<String> unused = new LinkedHashSet<>(tensors.keySet());
    unused.removeIf(convention::ignores);
    for (Parameter p : model.parameters()) {
      Optional<Place> place = convention.place(model, p);
      Optional<String> there = place.flatMap(w -> Optional.ofNullable(names.get(w.name())));
      if (there.isEmpty()) {
        left.put(p, "not in the file");
        continue;
      }
      String name = there.orElseThrow();
      unused.remove(name);
      Shape shape = tensor(name).shape();
      Shape expected = place.orElseThrow().shape();
      if (shape.equals(expected)) {
        matched.add(p);
      } else {
        left.put(p, name + " has the shape " + shape + ", not " + expected);
      }
    }
    return new WeightsReport(file, convention.name(), matched, left, List.copyOf(unused));
  }

  /**
   * Gives a model the numbers that are found; its other parameters stay as they are, or get their
   * first values if the model has none yet.
   *
   * @throws ModelFormatException if nothing is found, or what is found are no floats; the model is
   *     unchanged then
   */
  public WeightsReport into(Model model, Convention convention) {
    WeightsReport report = look(model, convention);
    if (report.matched().isEmpty()) {
      throw new ModelFormatException(
          file
              + " has no weights of this model by the names of "
              + convention.name()
              + ": it has "
              + few(List.copyOf(tensors.keySet()))
              + ", the model "
              + few(model.parameters().stream().map(Parameter::name).toList())
              + ".");
    }
    Map<String, String> names = names(convention);
    Map<Parameter, HostTensor> found = new LinkedHashMap<>();
    for (Parameter p : report.matched()) {
      Place place = convention.place(model, p).orElseThrow();
      String name = Objects.requireNonNull(names.get(place.name()));
      found.put(p, place.fromFile(floats(name), p.shape()));
    }
    Map<String, HostTensor> now = model.parameterValues();
    found.forEach((p, t) -> Objects.requireNonNull(now.get(p.name())).buffer().put(t.buffer()));
    return report;
  }

  /** Returns the names in the file by what they would be today. */
  private Map<String, String> names(Convention c) {
    Map<String, String> names = new LinkedHashMap<>();
    tensors.keySet().forEach(n -> names.putIfAbsent(c.normalized(n), n));
    return names;
  }

  private HostTensor tensor(String name) {
    return Objects.requireNonNull(tensors.get(name));
  }

  private HostTensor floats(String name) {
    HostTensor t = tensor(name);
    DType dtype = t.type().dtype();
    if (dtype == DType.F32) {
      return t;
    }
    if (dtype != DType.F64) {
      throw new ModelFormatException(
          "Weights are floating-point numbers, but " + name + " in " + file + " is " + dtype + ".");
    }
    HostTensor f = HostTensor.zeros(t.type().withDType(DType.F32));
    for (int i = 0; i < t.shape().intSize(); i++) {
      f.set(i, t.get(i));
    }
    return f;
  }

  /** Returns the first of some names. */
  static String few(List<String> names) {
    int shown = Math.min(3, names.size());
    return String.join(", ", names.subList(0, shown))
        + (names.size() > shown ? " and " + (names.size() - shown) + " more" : "");
  }
}
