package dev.imbrex.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.Model;
import dev.imbrex.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZooTest {

  @ParameterizedTest
  @CsvSource({
    "mlp-84, 66790",
    "conv-only, 203068",
    "conv-pool, 9532",
    "mlp-128, 101770",
    "lenet5, 61706",
    "simpleconvnet, 433890",
    "vgg-small, 2196810",
    "'pattern:N=0,M=0,K=0', 7850"
  })
  void parameterCountsAreThoseOfTheTexts(String name, long count) {
    assertEquals(count, Zoo.find(name).create().countParams());
  }

  /** Moving statistics of batch normalisation are not counted, for nobody does. */
  @ParameterizedTest
  @CsvSource({
    "alexnet, 60965224",
    "alexnet-ungrouped, 62378344",
    "vgg11, 132863336",
    "vgg11-bn, 132868840",
    "vgg13, 133047848",
    "vgg13-bn, 133053736",
    "vgg16, 138357544",
    "vgg16-bn, 138365992",
    "vgg19, 143667240",
    "vgg19-bn, 143678248",
    "googlenet, 13378280",
    "resnet18, 11689512",
    "resnet34, 21797672",
    "resnet50, 25557032",
    "resnet50-paper, 25557032",
    "resnet101, 44549160",
    "resnet101-paper, 44549160",
    "resnet20, 269722",
    "resnet56, 853018"
  })
  void networksOfPapersHaveAsManyTrainedNumbersAsPublished(String name, long count) {
    assertEquals(count, Zoo.find(name).create().countTrainableParams());
  }

  @Test
  void googLeNetPredictsWithoutItsAuxiliaryClassifiers() {
    assertEquals(6998552, Zoo.find("googlenet").create().withoutAuxiliaries().countParams());
  }

  @ParameterizedTest
  @CsvSource({
    "alexnet, 724406816",
    "vgg16, 15470264320",
    "googlenet, 1582671872",
    "resnet50-paper, 3857973248",
    "resnet50, 4089184256"
  })
  void multiplyAddsAreThoseOfTheTexts(String name, long count) {
    assertEquals(count, Zoo.find(name).create().multiplyAdds());
  }

  @Test
  void batchNormalisationAddsFourNumbersPerChannelAndTakesTheBiasAway() {
    long plain = Zoo.find("vgg-small").create().countParams();
    long channels = 2 * (64 + 128 + 256);
    assertEquals(plain + 3 * channels, Zoo.find("vgg-small-bn").create().countParams());
  }

  @Test
  void aPatternHasAsManyLayersAsItSays() {
    Model m = Zoo.find("pattern:N=2,M=3,K=2,filters=4,units=10").create(Shape.of(16, 16, 3), 7);
    assertEquals(1 + 3 * 3 + 1 + 2 + 1, m.nodes().size(), m.summary());
    assertEquals(Shape.of(7), m.outputShape());
  }

  @Test
  void whatIsNotKnownIsSaid() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Zoo.find("lenet6"));
    assertTrue(e.getMessage().contains("lenet5, simpleconvnet"), e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> Zoo.find("pattern:Q=1"));
    assertTrue(e.getMessage().contains("\"Q=1\""), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Zoo.find("pattern:N=two"));
    assertThrows(IllegalArgumentException.class, () -> Zoo.find("pattern:N=-1"));
  }
}
