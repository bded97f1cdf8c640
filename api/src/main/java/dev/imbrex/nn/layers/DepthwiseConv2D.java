package dev.imbrex.nn.layers;

import dev.imbrex.nn.ParameterSpec;
import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.init.Fans;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Convolution of each channel by itself.
 *
 * <p>Takes pictures {@code [H, W, C]} and gives {@code [OH, OW, C multiplier]}, where output
 * channel c multiplier + m comes from input channel c. Parameters: {@code kernel} {@code [kh, kw,
 * 1, C multiplier]}, whose elements lie as in Keras's {@code [kh, kw, C, multiplier]}, and {@code
 * bias}.
 */
public final class DepthwiseConv2D extends ConvolutionLayer<DepthwiseConv2D> {
  private int depthMultiplier = 1;

  private DepthwiseConv2D(int kernelH, int kernelW) {
    super(kernelH, kernelW);
  }

  /** Returns a depthwise convolution with a square kernel. */
  public static DepthwiseConv2D of(int kernelSize) {
    return new DepthwiseConv2D(kernelSize, kernelSize);
  }

  /** Returns a depthwise convolution with a kernel of this height and width. */
  public static DepthwiseConv2D of(int kernelH, int kernelW) {
    return new DepthwiseConv2D(kernelH, kernelW);
  }

  static DepthwiseConv2D fromConfig(Config c) {
    int[] kernel = c.pair("kernel_size");
    return of(kernel[0], kernel[1]).readCommon(c).depthMultiplier(c.integer("depth_multiplier", 1));
  }

  /** Returns this layer with that many output channels per input channel; 1 by default. */
  public DepthwiseConv2D depthMultiplier(int multiplier) {
    if (multiplier < 1) {
      throw new ShapeException(
          "DepthwiseConv2D needs a depth multiplier of at least 1, not " + multiplier + ".");
    }
    return with(l -> l.depthMultiplier = multiplier);
  }

  @Override
  int groupsOf(int inChannels) {
    return inChannels;
  }

  @Override
  int outChannels(int inChannels) {
    return Math.multiplyExact(inChannels, depthMultiplier);
  }

  @Override
  ParameterSpec kernel(int inChannels) {
    Shape s = Shape.of(window.kernelH(), window.kernelW(), 1, outChannels(inChannels));
    Shape keras = Shape.of(window.kernelH(), window.kernelW(), inChannels, depthMultiplier);
    return ParameterSpec.trainable("kernel", s, kernelInitializer).fans(Fans.of(keras));
  }

  @Override
  public String baseName() {
    return "depthwise_conv2d";
  }

  @Override
  public Map<String, Object> config() {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("kernel_size", List.of(window.kernelH(), window.kernelW()));
    m.put("depth_multiplier", depthMultiplier);
    putCommon(m);
    return m;
  }
}
