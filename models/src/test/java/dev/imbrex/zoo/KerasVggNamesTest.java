package dev.imbrex.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.AtomicFiles;
import dev.imbrex.io.Disk;
import dev.imbrex.io.SafeTensors;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Dropout;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.nn.weights.Convention;
import dev.imbrex.nn.weights.WeightsFile;
import dev.imbrex.nn.weights.WeightsReport;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasVggNamesTest {
  private static final Convention KERAS = new KerasVggNames();

  /** Our layer and Keras's. */
  private static final Map<String, String> LAYERS =
      Map.of(
          "features.0", "block1_conv1",
          "features.2", "block1_conv2",
          "features.5", "block2_conv1",
          "classifier.0", "fc1",
          "classifier.3", "fc2",
          "classifier.6", "predictions");

  @TempDir Path dir;

  private static Model vgg() {
    return Sequential.of(
        Input.of(8, 8, 3),
        Conv2D.of(4, 3).padding(Padding.of(1)).named("features.0"),
        Conv2D.of(4, 3).padding(Padding.of(1)).named("features.2"),
        MaxPool2D.of(2).named("features.4"),
        Conv2D.of(5, 3).padding(Padding.of(1)).named("features.5"),
        MaxPool2D.of(2).named("features.7"),
        Flatten.of(),
        Dense.of(7).named("classifier.0"),
        Dropout.of(0.5).named("classifier.2"),
        Dense.of(6).named("classifier.3"),
        Dropout.of(0.5).named("classifier.5"),
        Dense.of(3).named("classifier.6"));
  }

  private Path write(Model from, String kernel, String bias) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LAYERS.forEach(
        (ours, theirs) -> {
          tensors.put(kernel.replace("L", theirs), from.parameter(ours + "/kernel"));
          tensors.put(bias.replace("L", theirs), from.parameter(ours + "/bias"));
        });
    Path file = dir.resolve("keras.safetensors");
    SafeTensors all = new SafeTensors(tensors, Map.of());
    AtomicFiles.write(Disk.SYSTEM, file, all::writeTo);
    return file;
  }

  @Test
  void allWaysInWhichKerasHasWrittenThemAreRead() throws IOException {
    Model from = vgg();
    from.initialize(4);
    String[][] ways = {
      {"L/kernel", "L/bias"},
      {"L/kernel:0", "L/bias:0"},
      {"L.kernel", "L.bias"},
      {"L/L/kernel:0", "L/L/bias:0"},
      {"L_W_1:0", "L_b_1:0"},
      {"L/L_W_1:0", "L/L_b_1:0"},
    };
    for (String[] way : ways) {
      WeightsFile file = WeightsFile.read(write(from, way[0], way[1]));
      Model to = vgg();
      to.initialize(5);
      Convention c = file.detect(to, List.of(Convention.IMBREX, Convention.TORCH, KERAS));
      assertEquals("keras", c.name(), way[0]);
      WeightsReport r = file.into(to, c);
      assertEquals(List.of(), r.unused());
      assertEquals(Map.of(), r.left());
      assertTrue(from.weights().sameBits(to.weights()), way[0]);
    }
  }
}
