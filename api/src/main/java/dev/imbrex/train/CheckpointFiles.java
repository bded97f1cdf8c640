package dev.imbrex.train;

import dev.imbrex.io.AtomicFiles;
import dev.imbrex.io.Disk;
import dev.imbrex.io.Json;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.io.Reading;
import dev.imbrex.io.SafeTensors;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.ModelFiles;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A checkpoint in a folder: the two files of a model, {@value #TRAINING} with all that people may
 * want to read, and {@value #STATE} with the numbers of optimiser, sums and callbacks.
 *
 * <p>The last carries the checksums of the others, so that what does not belong together is found.
 */
final class CheckpointFiles {
  static final String TRAINING = "training.json";
  static final String STATE = "training.safetensors";

  /** The weights that training goes on with, where the model has their average. */
  private static final String TRAINED = "weights";

  private static final List<String> SUMMED =
      List.of(ModelFiles.LAYERS, ModelFiles.NUMBERS, TRAINING);

  private CheckpointFiles() {}

  /**
   * Writes a checkpoint.
   *
   * @throws IllegalArgumentException if the folder exists and is no checkpoint
   */
  static void write(Disk disk, Path folder, Model model, TrainingState state) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    if (Files.exists(target) && !Files.isRegularFile(target.resolve(STATE))) {
      throw new IllegalArgumentException(
          "A checkpoint is a folder of its own, but "
              + folder
              + " exists and is none; choose another name.");
    }
    AtomicFiles.writeFolder(disk, target, f -> fill(disk, f, model, state));
  }

  private static void fill(Disk disk, Path f, Model model, TrainingState state) throws IOException {
    ModelFiles.write(disk, f, model, state.snapshot().judgedValues(model));
    String training = Json.text(TrainingJson.write(state));
    disk.write(f.resolve(TRAINING), AtomicFiles.content(training));
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    Snapshot s = state.snapshot();
    int kept = s.slots.size() - (s.averaged ? 1 : 0);
    for (int i = 0; i < kept; i++) {
      tensors.put("slot/" + i, s.slots.get(i));
    }
    if (s.averaged) {
      // The average is the model beside this; what training goes on with is here.
      tensors.put(TRAINED, s.weights);
    }
    tensors.put("sums", HostTensor.ofDoubles(Shape.of(s.sums.length), s.sums));
    tensors.put("drained", HostTensor.ofDoubles(Shape.of(s.drained.length), s.drained));
    state
        .memories()
        .forEach((key, m) -> m.tensors().forEach((name, t) -> tensors.put(of(key) + name, t)));
    Map<String, String> sums = new LinkedHashMap<>();
    for (String file : SUMMED) {
      sums.put(file, checksum(f.resolve(file)));
    }
    disk.write(f.resolve(STATE), new SafeTensors(tensors, sums)::writeTo);
  }

  private static String of(String callback) {
    return "callback/" + callback + "/";
  }

  static Checkpoint read(Path folder) {
    Path f = AtomicFiles.current(folder);
    if (!Files.isRegularFile(f.resolve(STATE))) {
      throw new ModelFormatException(
          "There is no checkpoint in " + folder + ": the file " + STATE + " is missing.");
    }
    SafeTensors numbers = SafeTensors.readChecked(f.resolve(STATE));
    for (String file : SUMMED) {
      if (!Files.isRegularFile(f.resolve(file))) {
        throw new ModelFormatException(
            "The checkpoint " + f + " is damaged: the file " + file + " is missing.");
      }
      if (!checksum(f.resolve(file)).equals(numbers.metadata().get(file))) {
        throw new ModelFormatException(
            "The checkpoint "
                + f
                + " is damaged: the checksum of "
                + file
                + " does not fit; go back to an earlier one.");
      }
    }
    Model model = ModelFiles.read(f);
    Map<String, HostTensor> tensors = new LinkedHashMap<>(numbers.tensors());
    HostTensor sums = take(f, tensors, "sums");
    HostTensor drained = take(f, tensors, "drained");
    List<HostTensor> slots = new ArrayList<>();
    while (tensors.containsKey("slot/" + slots.size())) {
      slots.add(take(f, tensors, "slot/" + slots.size()));
    }
    HostTensor judged = model.weights().copy();
    boolean averaged = tensors.containsKey(TRAINED);
    HostTensor trained = averaged ? take(f, tensors, TRAINED) : judged;
    if (averaged) {
      slots.add(judged);
    }
    boolean fits = sums.type().equals(drained.type());
    fits &= trained.type().equals(model.weights().type());
    for (HostTensor t : slots) {
      fits &= t.type().equals(model.weights().type());
    }
    if (!fits) {
      throw new ModelFormatException(
          "The tensors in " + f.resolve(STATE) + " are not those of the model beside it.");
    }
    Snapshot s =
        new Snapshot(
            trained, model.state().copy(), slots, averaged, sums.toDoubles(), drained.toDoubles());
    Path training = f.resolve(TRAINING);
    TrainingState state =
        Reading.of(training, () -> TrainingJson.read(training.toString(), Json.read(training), s));
    Map<String, Memory> memories = new LinkedHashMap<>();
    state
        .memories()
        .forEach(
            (key, m) -> {
              Map<String, HostTensor> own = new LinkedHashMap<>();
              tensors.forEach(
                  (name, t) -> {
                    if (name.startsWith(of(key))) {
                      own.put(name.substring(of(key).length()), t);
                    }
                  });
              memories.put(key, new Memory(m.values(), own));
            });
    return new Checkpoint(
        f,
        model,
        new TrainingState(
            state.settings(),
            state.epochs(),
            s,
            state.finished(),
            memories,
            state.numerics(),
            state.ways()));
  }

  private static HostTensor take(Path f, Map<String, HostTensor> tensors, String name) {
    HostTensor t = tensors.remove(name);
    if (t == null) {
      throw new ModelFormatException(
          "The checkpoint " + f + " is damaged: it lacks the tensor " + name + ".");
    }
    return t;
  }

  private static String checksum(Path file) {
    CRC32C sum = new CRC32C();
    byte[] chunk = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        sum.update(chunk, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Can not read " + file + ": " + e, e);
    }
    return String.format("%08x", sum.getValue());
  }
}
