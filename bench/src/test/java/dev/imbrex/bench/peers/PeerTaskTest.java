package dev.imbrex.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.bench.KernelTask;
import dev.imbrex.nn.Model;
import dev.imbrex.zoo.Zoo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The networks in the words of all libraries are those of the zoo. */
class PeerTaskTest {
  /** Counts parameters as every library is held to. */
  private static long parameters(PeerTask task) {
    long sum = 0;
    int channels = task.channels();
    int size = task.size();
    for (PeerLayer l : task.layers()) {
      switch (l.kind()) {
        case CONVOLUTION -> {
          sum += (long) l.kernel() * l.kernel() * channels * l.width() + l.width();
          channels = l.width();
          size = l.padded() ? size : size - l.kernel() + 1;
        }
        case MAX_POOLING -> size /= 2;
        case FLATTEN -> channels *= size * size;
        case DENSE -> {
          sum += (long) channels * l.width() + l.width();
          channels = l.width();
        }
        case STEM -> {
          sum += 9L * channels * l.width() + 2L * l.width();
          channels = l.width();
        }
        case BASIC_BLOCK -> {
          sum += 9L * channels * l.width() + 9L * l.width() * l.width() + 4L * l.width();
          if (l.stride() > 1 || channels != l.width()) {
            sum += (long) channels * l.width() + 2L * l.width();
          }
          channels = l.width();
        }
        default -> {}
      }
    }
    return sum;
  }

  @Test
  void networksHaveTheParametersOfTheZoo() {
    for (String name : List.of("lenet5", "simpleconvnet", "vgg-small", "resnet18-small", "vgg16")) {
      PeerTask task = PeerTask.of("train:" + name + ":2");
      Model model = Zoo.find(name).create();
      assertEquals(model.countTrainableParams(), parameters(task), name);
      assertEquals(model.inputShape().intSize(), task.pictureSize(), name);
    }
  }

  @Test
  void picturesByChannelAreTheSamePictures() {
    PeerTask task = PeerTask.of("predict:vgg-small:2");
    float[][] last = task.pictures();
    float[][] first = task.picturesByChannel();
    int pixels = 32 * 32;
    assertEquals(last[1][(pixels + 33) * 3 + 2], first[1][3 * pixels + 2 * pixels + 33]);
  }

  @Test
  void kernelsAreNetworksOfOneLayer() {
    PeerTask product = PeerTask.of(KernelTask.of("product:3x5x7"));
    assertEquals(7L * 5 + 5, parameters(product));
    assertEquals(3, product.batch());
    PeerTask convolution = PeerTask.of(KernelTask.of("forward:vgg16.conv3_3:2"));
    assertEquals(9L * 256 * 256 + 256, parameters(convolution));
    assertEquals(56 * 56 * 256, convolution.pictureSize());
    KernelTask gradient = KernelTask.of("input-gradient:vgg16.conv3_3:2");
    assertThrows(UnsupportedOperationException.class, () -> PeerTask.of(gradient));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> KernelTask.of("backward:vgg16.conv3_3:2"))
            .getMessage();
    assertTrue(
        message.startsWith("There is no direction backward; choose one of forward"), message);
  }
}
