package dev.imbrex.nn;

import dev.imbrex.io.AtomicFiles;
import dev.imbrex.io.Disk;
import dev.imbrex.io.Json;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.io.Reading;
import dev.imbrex.io.SafeTensors;
import dev.imbrex.nn.config.Config;
import dev.imbrex.tensor.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model in a folder: its layers in {@value #LAYERS}, its numbers in {@value #NUMBERS}.
 *
 * <p>Other files may lie beside them, such as those of a checkpoint.
 */
public final class ModelFiles {
  /** The file with the layers, JSON. */
  public static final String LAYERS = "model.json";

  /** The file with the parameters by name, safetensors. */
  public static final String NUMBERS = "weights.safetensors";

  private static final String FORMAT = "imbrex-model";
  private static final int VERSION = 1;

  private ModelFiles() {}

  /** Writes both files into a folder that has neither. */
  public static void write(Disk disk, Path folder, Model model) throws IOException {
    write(disk, folder, model, model.parameterValues());
  }

  /** Writes a model's layers, and numbers other than those that it has now, into a folder. */
  public static void write(
      Disk disk, Path folder, Model model, Map<String, HostTensor> parameterValues)
      throws IOException {
    Map<String, Object> layers =
        Config.map("format", FORMAT, "version", VERSION, "model", model.config());
    disk.write(folder.resolve(LAYERS), AtomicFiles.content(Json.text(layers)));
    SafeTensors numbers = new SafeTensors(parameterValues, Map.of("format", FORMAT));
    disk.write(folder.resolve(NUMBERS), numbers::writeTo);
  }

  /** Writes a folder that is there whole or not at all, whatever happens meanwhile. */
  static void save(Path folder, Model model) {
    Path target = folder.toAbsolutePath().normalize();
    if (Files.exists(target) && !Files.isRegularFile(target.resolve(LAYERS))) {
      throw new IllegalArgumentException(
          "A model is saved as a folder of its own, but "
              + folder
              + " exists and is no model; choose another name.");
    }
    try {
      AtomicFiles.writeFolder(Disk.SYSTEM, target, f -> write(Disk.SYSTEM, f, model));
    } catch (IOException e) {
      throw new UncheckedIOException("Can not save the model in " + folder + ": " + e, e);
    }
  }

  /**
   * Reads a model from a folder.
   *
   * @throws ModelFormatException if there is none, it is damaged, or its parts do not fit
   */
  public static Model read(Path folder) {
    Path from = AtomicFiles.current(folder);
    for (String file : new String[] {LAYERS, NUMBERS}) {
      if (!Files.isRegularFile(from.resolve(file))) {
        throw new ModelFormatException(
            "There is no model in " + folder + ": the file " + file + " is missing.");
      }
    }
    Model model = Reading.of(from.resolve(LAYERS), () -> layers(from.resolve(LAYERS)));
    Path numbers = from.resolve(NUMBERS);
    return Reading.of(
        numbers,
        () -> {
          model.setParameterValues(SafeTensors.readChecked(numbers).tensors());
          return model;
        });
  }

  private static Model layers(Path file) {
    Config c = Config.of(file.toString(), Json.read(file));
    if (!c.string("format").equals(FORMAT) || c.integer("version") != VERSION) {
      throw new ModelFormatException(
          c.what()
              + " should be of format "
              + FORMAT
              + ", version "
              + VERSION
              + ", but is of format "
              + c.string("format")
              + ", version "
              + c.count("version")
              + "; use the version of the library that has written it, or a later one.");
    }
    Map<String, Object> layers =
        c.section("model")
            .orElseThrow(() -> new ModelFormatException(c.what() + " describes no model."));
    c.done();
    return Model.fromConfig(layers);
  }
}
