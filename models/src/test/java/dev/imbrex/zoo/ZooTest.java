package dev.imbrex.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.Model;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
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
    "resnet56, 853018",
    "alexnet-small, 1463690",
    "googlenet-small, 1809454",
    "resnet18-small, 11173962",
    "vgg-small-bn, 2197706"
  })
  void networksHaveAsManyTrainedNumbersAsPublished(String name, long count) {
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
    "resnet50, 4089184256",
    "alexnet-ungrouped, 1135256096",
    "vgg11, 7609090048",
    "vgg13, 11308466176",
    "vgg19, 19632062464",
    "vgg16-bn, 15470264320",
    "resnet18, 1814073344",
    "resnet34, 3663761408",
    "resnet101, 7801405440",
    "resnet101-paper, 7570194432",
    "resnet20, 40551040",
    "resnet56, 125485696",
    "vgg-small, 153815552",
    "alexnet-small, 53197824",
    "googlenet-small, 98350080",
    "resnet18-small, 555422720",
    "lenet5, 416520"
  })
  void multiplyAddsAreThoseOfTheTexts(String name, long count) {
    assertEquals(count, Zoo.find(name).create().multiplyAdds());
  }

  @ParameterizedTest
  @CsvSource({"googlenet, 79", "googlenet-small, 20"})
  void auxiliaryClassifiersSayWhatPicturesTheyNeed(String name, int least) {
    Network n = Zoo.find(name);
    n.create(Shape.of(least, least, 3), 5);
    ShapeException e =
        assertThrows(ShapeException.class, () -> n.create(Shape.of(least - 1, least - 1, 3), 5));
    assertTrue(e.getMessage().startsWith("aux1.pool: "), e.getMessage());
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
