package dev.imbrex.bench;

import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a convolution in a network that people know.
 *
 * @param size height and width of the picture
 * @param channels of it
 * @param filters how many there are
 * @param kernel height and width of a filter
 * @param padded whether the result keeps the size of the picture, but for the stride
 */
public record LayerShape(
    String name, int size, int channels, int filters, int kernel, int stride, boolean padded) {

  /** Returns all of them, network by network. */
  public static List<LayerShape> all() {
    List<LayerShape> all = new ArrayList<>();
    all.add(new LayerShape("lenet5.conv1", 28, 1, 6, 5, 1, true));
    all.add(new LayerShape("lenet5.conv2", 14, 6, 16, 5, 1, false));
    add(all, "vgg-small", 32, 3, new int[][] {{64, 64}, {128, 128}, {256, 256}});
    add(
        all,
        "vgg16",
        224,
        3,
        new int[][] {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}});
    all.add(new LayerShape("resnet50.conv1", 224, 3, 64, 7, 2, true));
    all.add(new LayerShape("resnet50.layer1.conv1", 56, 256, 64, 1, 1, true));
    all.add(new LayerShape("resnet50.layer1.conv2", 56, 64, 64, 3, 1, true));
    all.add(new LayerShape("resnet50.layer2.conv2", 56, 128, 128, 3, 2, true));
    all.add(new LayerShape("resnet50.layer3.conv3", 14, 256, 1024, 1, 1, true));
    all.add(new LayerShape("resnet50.layer4.conv2", 7, 512, 512, 3, 1, true));
    all.add(new LayerShape("googlenet.3a.5x5", 28, 16, 32, 5, 1, true));
    all.add(new LayerShape("googlenet.4e.3x3", 14, 160, 320, 3, 1, true));
    return all;
  }

  /** Adds the 3x3 convolutions of a network in the style of VGG; pictures halve after each row. */
  private static void add(
      List<LayerShape> all, String network, int size, int channels, int[][] filters) {
    int from = channels;
    for (int block = 0; block < filters.length; block++) {
      for (int i = 0; i < filters[block].length; i++) {
        String name = network + ".conv" + (block + 1) + "_" + (i + 1);
        all.add(new LayerShape(name, size >> block, from, filters[block][i], 3, 1, true));
        from = filters[block][i];
      }
    }
  }

  /**
   * Returns the one of a name.
   *
   * @throws IllegalArgumentException if there is none; lists those that there are
   */
  public static LayerShape find(String name) {
    return all().stream()
        .filter(s -> s.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no layer "
                        + name
                        + "; choose one of "
                        + all().stream().map(LayerShape::name).toList()
                        + "."));
  }

  Window window() {
    return Window.of(kernel, stride, padded ? Padding.of(kernel / 2) : Padding.VALID);
  }

  TensorType picture(int batch) {
    return TensorType.f32(batch, size, size, channels);
  }

  TensorType filter() {
    return TensorType.f32(kernel, kernel, channels, filters);
  }

  TensorType result(int batch) {
    return TensorType.f32(batch, resultSize(), resultSize(), filters);
  }

  /** Returns height and width of the result. */
  public int resultSize() {
    return padded ? (size + stride - 1) / stride : (size - kernel) / stride + 1;
  }
}
