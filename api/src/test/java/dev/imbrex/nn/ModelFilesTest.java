package dev.imbrex.nn;

import static dev.imbrex.nn.activation.ActivationFunction.SWISH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.layers.BatchNorm;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
  @TempDir Path dir;

  private static Model model(int units) {
    Model m =
        Sequential.of(
            Input.of(5, 5, 1),
            Conv2D.of(2, 3).activation(SWISH),
            BatchNorm.of().momentum(0.9),
            Flatten.of(),
            Dense.of(units));
    m.initialize(9);
    m.state().set(1, 0.25);
    return m;
  }

  private static void assertSame(Model a, Model b) {
    assertEquals(a.config(), b.config());
    assertTrue(a.weights().sameBits(b.weights()));
    assertTrue(a.state().sameBits(b.state()));
  }

  @Test
  void whatIsLoadedIsWhatWasSaved() {
    Model m = model(3);
    m.save(dir.resolve("net"));
    assertSame(m, Model.load(dir.resolve("net")));
  }

  @Test
  void savingAgainReplacesAndKeepsTheModelBefore() {
    model(3).save(dir.resolve("net"));
    model(4).save(dir.resolve("net"));
    assertSame(model(4), Model.load(dir.resolve("net")));
    assertSame(model(3), Model.load(dir.resolve("net.previous")));
  }

  @Test
  void aFolderOfOtherThingsIsLeftAlone() throws IOException {
    Files.writeString(dir.resolve("thesis.txt"), "all my work");
    Exception e = assertThrows(IllegalArgumentException.class, () -> model(3).save(dir));
    assertTrue(e.getMessage().contains("is no model"), e.getMessage());
    assertEquals("all my work", Files.readString(dir.resolve("thesis.txt")));
  }

  private String refusal() {
    return assertThrows(ModelFormatException.class, () -> Model.load(dir.resolve("net")))
        .getMessage();
  }

  private static void assertHas(String message, String part) {
    assertTrue(message.contains(part), message);
  }

  @Test
  void whatIsMissingOrDoesNotFitIsNamed() throws IOException {
    assertHas(refusal(), "model.json is missing");
    model(3).save(dir.resolve("net"));
    Path layers = dir.resolve("net").resolve(ModelFiles.LAYERS);
    String json = Files.readString(layers);

    Files.writeString(layers, json.replace("\"units\": 3", "\"units\": 4"));
    assertHas(refusal(), "dense/kernel should be F32[18, 4]");
    Files.writeString(layers, json.replace("\"version\": 1", "\"version\": 2"));
    assertHas(refusal(), "version 2");
    Files.writeString(layers, json.replace("imbrex-model", "other"));
    assertHas(refusal(), "format other");
    Files.writeString(layers, json.replace("\"Conv2D\"", "\"java.lang.Runtime\""));
    assertHas(refusal(), "no layer of type \"java.lang.Runtime\"");
    Files.writeString(layers, json.substring(0, json.length() / 2));
    assertHas(refusal(), "model.json");

    Files.writeString(layers, json);
    Path numbers = dir.resolve("net").resolve(ModelFiles.NUMBERS);
    byte[] bytes = Files.readAllBytes(numbers);
    bytes[bytes.length - 5] ^= 1;
    Files.write(numbers, bytes);
    assertHas(refusal(), "weights.safetensors");
    Files.delete(numbers);
    assertHas(refusal(), "weights.safetensors is missing");
  }
}
