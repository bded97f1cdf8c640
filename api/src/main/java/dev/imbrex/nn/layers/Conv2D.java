package dev.imbrex.nn.layers;

import dev.imbrex.nn.ParameterSpec;
import dev.imbrex.nn.config.Config;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two-dimensional convolution with bias and activation.
 *
 * <p>Takes pictures {@code [H, W, C]} and gives {@code [OH, OW, filters]}. Parameters: {@code
 * kernel} {@code [kh, kw, C / groups, filters]} and, unless switched off, {@code bias} {@code
 * [filters]}.
 *
 * <pre>{@code
 * Conv2D.of(16, 5).strides(2).padding(SAME).activation(RELU).kernelInitializer(HE_NORMAL)
 * }</pre>
 */
public final class Conv2D extends ConvolutionLayer<Conv2D> {
  private int filters;
  private int groups = 1;

  private Conv2D(int filters, int kernelH, int kernelW) {
    super(kernelH, kernelW);
    if (filters < 1) {
      throw new ShapeException("Conv2D needs at least one filter, not " + filters + ".");
    }
    this.filters = filters;
  }

  /** Returns a convolution with a square kernel. */
  public static Conv2D of(int filters, int kernelSize) {
    return new Conv2D(filters, kernelSize, kernelSize);
  }

  /** Returns a convolution with a kernel of this height and width. */
  public static Conv2D of(int filters, int kernelH, int kernelW) {
    return new Conv2D(filters, kernelH, kernelW);
  }

  static Conv2D fromConfig(Config c) {
    int[] kernel = c.pair("kernel_size");
    return of(c.integer("filters"), kernel[0], kernel[1])
        .readCommon(c)
        .groups(c.integer("groups", 1));
  }

  /**
   * Returns this layer with input and output channels split into groups that are convolved apart; 1
   * by default.
   */
  public Conv2D groups(int count) {
    if (count < 1) {
      throw new ShapeException("Conv2D needs at least one group, not " + count + ".");
    }
    return with(l -> l.groups = count);
  }

  @Override
  int groupsOf(int inChannels) {
    return groups;
  }

  @Override
  int outChannels(int inChannels) {
    return filters;
  }

  @Override
  ParameterSpec kernel(int inChannels) {
    Shape s = Shape.of(window.kernelH(), window.kernelW(), inChannels / groups, filters);
    return ParameterSpec.trainable("kernel", s, kernelInitializer);
  }

  @Override
  public String baseName() {
    return "conv2d";
  }

  @Override
  public Map<String, Object> config() {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("filters", filters);
    m.put("kernel_size", List.of(window.kernelH(), window.kernelW()));
    m.put("groups", groups);
    putCommon(m);
    return m;
  }
}
