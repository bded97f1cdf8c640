package dev.imbrex.hostile;

import dev.imbrex.io.Json;
import dev.imbrex.io.SafeTensors;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.train.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;

/** One file of a checkpoint, with checksums that fit it as if its writer had meant it. */
final class CheckpointFormat implements Format {
  private static final String STATE = "training.safetensors";
  private static final List<String> SUMMED =
      List.of("model.json", "weights.safetensors", "training.json");

  private final String attacked;
  private final Map<String, byte[]> whole = new LinkedHashMap<>();

  /** Creates the format of a file of the checkpoint in a folder. */
  CheckpointFormat(Path checkpoint, String attacked) throws IOException {
    this.attacked = attacked;
    for (String file : SUMMED) {
      whole.put(file, Files.readAllBytes(checkpoint.resolve(file)));
    }
    whole.put(STATE, Files.readAllBytes(checkpoint.resolve(STATE)));
  }

  @Override
  public String name() {
    return "checkpoint-" + attacked;
  }

  @Override
  public String named() {
    return "hostile-checkpoint";
  }

  @Override
  public List<byte[]> samples() {
    return List.of(whole.get(attacked));
  }

  @Override
  public byte[] attack(Random r) {
    if (attacked.endsWith(".json")) {
      Map<String, Object> map = Json.parseMap(attacked, whole.get(attacked));
      return Json.text(Trees.damage(map, r)).getBytes(StandardCharsets.UTF_8);
    }
    return SafeTensorsFormat.bytes(damage(tensors(whole.get(attacked)), r));
  }

  private static SafeTensors tensors(byte[] file) {
    try {
      Path path = Files.createTempFile("imbrex", ".safetensors");
      try {
        Files.write(path, file);
        return SafeTensors.read(path);
      } finally {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves a tensor out, or gives it another shape, type or name. */
  private static SafeTensors damage(SafeTensors s, Random r) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>(s.tensors());
    List<String> names = new ArrayList<>(tensors.keySet());
    String name = names.get(r.nextInt(names.size()));
    switch (r.nextInt(4)) {
      case 0:
        tensors.remove(name);
        break;
      case 1:
        tensors.put(name, HostTensor.ofDoubles(Shape.of(2), 1, Double.NaN));
        break;
      case 2:
        tensors.put(name, HostTensor.of(Shape.of(1, 2), 1, Float.NaN));
        break;
      default:
        tensors.put("slot/" + r.nextInt(5), HostTensor.of(Shape.of(2), 1, 2));
    }
    return new SafeTensors(tensors, s.metadata());
  }

  @Override
  public void read(Path folder, byte[] file) throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve(named()));
    Map<String, byte[]> files = new LinkedHashMap<>(whole);
    files.put(attacked, file);
    if (!attacked.equals(STATE)) {
      files.put(STATE, summed(files));
    }
    for (Map.Entry<String, byte[]> e : files.entrySet()) {
      Files.write(checkpoint.resolve(e.getKey()), e.getValue());
    }
    Checkpoint c = Checkpoint.read(checkpoint);
    c.fit();
    c.trainer(nobody());
  }

  /** Returns the file with the sums of the others that fits them. */
  private static byte[] summed(Map<String, byte[]> files) {
    SafeTensors state = tensors(files.get(STATE));
    Map<String, String> sums = new LinkedHashMap<>(state.metadata());
    for (String name : SUMMED) {
      CRC32C sum = new CRC32C();
      sum.update(files.get(name));
      sums.put(name, String.format("%08x", sum.getValue()));
    }
    return SafeTensorsFormat.bytes(new SafeTensors(state.tensors(), sums));
  }

  private static Backend nobody() {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, args) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
