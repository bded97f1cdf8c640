package dev.imbrex.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.Model;
import dev.imbrex.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results have the sizes that the tables of the papers have, and layers torchvision's names. */
class StagesTest {
  private static void shape(Model m, String layer, Integer... expected) {
    assertEquals(List.of(expected), m.node(layer).outputShape().toList(), layer);
  }

  private static Model model(String name) {
    return Zoo.find(name).create();
  }

  @ParameterizedTest
  @CsvSource({"alexnet", "alexnet-ungrouped"})
  void alexNetHasTheSizesOfFigure2(String name) {
    Model m = model(name);
    shape(m, "conv1", 55, 55, 96);
    shape(m, "pool1", 27, 27, 96);
    shape(m, "conv2", 27, 27, 256);
    shape(m, "pool2", 13, 13, 256);
    shape(m, "conv3", 13, 13, 384);
    shape(m, "conv4", 13, 13, 384);
    shape(m, "conv5", 13, 13, 256);
    shape(m, "pool5", 6, 6, 256);
    shape(m, "fc6", 4096);
    shape(m, "fc7", 4096);
    shape(m, "fc8", 1000);
  }

  /** Table 1: five stages of 64 to 512 filters, each ending at half the size. */
  @ParameterizedTest
  @CsvSource({
    "vgg11, 2, 5, 10, 15, 20",
    "vgg11-bn, 3, 7, 14, 21, 28",
    "vgg13, 4, 9, 14, 19, 24",
    "vgg13-bn, 6, 13, 20, 27, 34",
    "vgg16, 4, 9, 16, 23, 30",
    "vgg16-bn, 6, 13, 23, 33, 43",
    "vgg19, 4, 9, 18, 27, 36",
    "vgg19-bn, 6, 13, 26, 39, 52"
  })
  void vggHasFiveStages(String name, int one, int two, int three, int four, int five) {
    Model m = model(name);
    shape(m, "features." + one, 112, 112, 64);
    shape(m, "features." + two, 56, 56, 128);
    shape(m, "features." + three, 28, 28, 256);
    shape(m, "features." + four, 14, 14, 512);
    shape(m, "features." + five, 7, 7, 512);
    shape(m, "classifier.0", 4096);
    shape(m, "classifier.3", 4096);
    shape(m, "classifier.6", 1000);
  }

  @Test
  void googLeNetHasTheSizesOfTable1() {
    Model m = model("googlenet");
    shape(m, "conv1", 112, 112, 64);
    shape(m, "pool1", 56, 56, 64);
    shape(m, "conv2", 56, 56, 192);
    shape(m, "pool2", 28, 28, 192);
    shape(m, "inception3a.output", 28, 28, 256);
    shape(m, "inception3b.output", 28, 28, 480);
    shape(m, "pool3", 14, 14, 480);
    shape(m, "inception4a.output", 14, 14, 512);
    shape(m, "inception4b.output", 14, 14, 512);
    shape(m, "inception4c.output", 14, 14, 512);
    shape(m, "inception4d.output", 14, 14, 528);
    shape(m, "inception4e.output", 14, 14, 832);
    shape(m, "pool4", 7, 7, 832);
    shape(m, "inception5a.output", 7, 7, 832);
    shape(m, "inception5b.output", 7, 7, 1024);
    shape(m, "pool5", 1024);
    shape(m, "fc", 1000);
    shape(m, "aux1.pool", 4, 4, 512);
    shape(m, "aux2.pool", 4, 4, 528);
  }

  /** Table 1: what the last block of each stage gives. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 1, 1, 1, 1, 1",
    "resnet34, 1, 2, 3, 5, 2",
    "resnet50, 4, 2, 3, 5, 2",
    "resnet50-paper, 4, 2, 3, 5, 2",
    "resnet101, 4, 2, 3, 22, 2",
    "resnet101-paper, 4, 2, 3, 22, 2"
  })
  void resNetHasTheSizesOfTable1(String name, int wide, int one, int two, int three, int four) {
    Model m = model(name);
    shape(m, "conv1", 112, 112, 64);
    shape(m, "maxpool", 56, 56, 64);
    shape(m, "layer1." + one + ".add", 56, 56, 64 * wide);
    shape(m, "layer2." + two + ".add", 28, 28, 128 * wide);
    shape(m, "layer3." + three + ".add", 14, 14, 256 * wide);
    shape(m, "layer4." + four + ".add", 7, 7, 512 * wide);
    shape(m, "fc", 1000);
    assertTrue(m.nodes().stream().noneMatch(n -> n.name().startsWith("layer1." + (one + 1))));
    assertTrue(m.nodes().stream().noneMatch(n -> n.name().startsWith("layer4." + (four + 1))));
  }

  @Test
  void theStrideOfABottleneckIsWhereItsFormHasIt() {
    shape(model("resnet50"), "layer2.0.conv1", 56, 56, 128);
    shape(model("resnet50"), "layer2.0.conv2", 28, 28, 128);
    shape(model("resnet50-paper"), "layer2.0.conv1", 28, 28, 128);
  }

  @ParameterizedTest
  @CsvSource({"resnet20, 2", "resnet56, 8"})
  void resNetForCifarHasThreeStages(String name, int last) {
    Model m = model(name);
    shape(m, "layer1." + last + ".add", 32, 32, 16);
    shape(m, "layer2." + last + ".add", 16, 16, 32);
    shape(m, "layer3." + last + ".add", 8, 8, 64);
    shape(m, "avgpool", 64);
    shape(m, "fc", 10);
  }

  @Test
  void weightsHaveTheNamesOfTorchvision() {
    List<String> vgg = model("vgg16").parameters().stream().map(p -> p.layer()).distinct().toList();
    assertEquals(
        "0 2 5 7 10 12 14 17 19 21 24 26 28",
        String.join(
            " ", vgg.stream().filter(n -> n.startsWith("f")).map(n -> n.substring(9)).toList()));
    assertEquals(List.of("classifier.0", "classifier.3", "classifier.6"), vgg.subList(13, 16));
    assertEquals("features.1", model("vgg16-bn").parameters().get(2).layer());
    List<String> block =
        model("resnet50").parameters().stream()
            .map(p -> p.layer())
            .distinct()
            .filter(n -> n.startsWith("layer1.0."))
            .sorted()
            .toList();
    assertEquals(
        "bn1 bn2 bn3 conv1 conv2 conv3 downsample.0 downsample.1",
        String.join(" ", block.stream().map(n -> n.substring(9)).toList()));
  }

  @Test
  void networksAreMadeForOtherSizesAndNumbersOfClasses() {
    for (Network n : Zoo.all()) {
      Model m = n.create(n.inputShape(), 7);
      assertEquals(Shape.of(7), m.outputShape(), n.name());
    }
    assertEquals(
        List.of(2, 3, 2048),
        Zoo.find("resnet50")
            .create(Shape.of(64, 96, 1), 5)
            .node("layer4.2.add")
            .outputShape()
            .toList());
  }
}
