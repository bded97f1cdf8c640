package dev.imbrex.nn.layers;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.WindowGeometry;
import dev.imbrex.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * What pooling over windows has in common; strides are the pool size unless set.
 *
 * @param <L> the layer's own class
 */
public abstract class PoolingLayer<L extends PoolingLayer<L>> extends WindowLayer<L> {
  boolean ceil;

  PoolingLayer(int poolH, int poolW) {
    super(new Window(poolH, poolW, poolH, poolW, 1, 1, Padding.VALID));
  }

  /**
   * Returns this layer, if asked with a last, partial window, as Caffe has it; without it by
   * default.
   */
  public L ceil(boolean partial) {
    return with(l -> l.ceil = partial);
  }

  @Override
  Shape outputPicture(Shape picture) {
    WindowGeometry g = window.on(picture.dim(0), picture.dim(1), ceil);
    return Shape.of(g.outH(), g.outW(), picture.dim(2));
  }

  @Override
  void putCommon(Map<String, Object> config) {
    config.put("pool_size", List.of(window.kernelH(), window.kernelW()));
    super.putCommon(config);
    config.put("ceil", ceil);
  }

  @Override
  L readCommon(Config c) {
    return super.readCommon(c).ceil(c.flag("ceil", ceil));
  }
}
