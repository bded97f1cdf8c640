package dev.imbrex.nn.layers;

import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.ReceptiveField;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import java.util.Map;

/**
 * What pooling over whole pictures has in common: {@code [H, W, C]} to {@code [C]}.
 *
 * @param <L> the layer's own class
 */
public abstract class GlobalPoolingLayer<L extends GlobalPoolingLayer<L>> extends PictureLayer<L> {
  boolean keepDims;

  GlobalPoolingLayer() {}

  /**
   * Returns this layer, if asked giving pictures of one pixel, {@code [1, 1, C]}; not by default.
   */
  public L keepDims(boolean keep) {
    return with(l -> l.keepDims = keep);
  }

  @Override
  Shape outputPicture(Shape picture) {
    return Shape.of(1, 1, picture.dim(2));
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape s = super.outputShape(input);
    return keepDims ? s : Shape.of(s.intSize());
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    Value y = super.emit(context, x);
    Shape flat = Shape.of(x.shape().dim(0), y.shape().intSize() / x.shape().dim(0));
    return keepDims ? y : context.emitter().reshape(y, flat);
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return before.whole(picture(input).dim(0), picture(input).dim(1));
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("keepdims", keepDims, "data_format", Config.lowerCase(dataFormat));
  }

  L readCommon(Config c) {
    return keepDims(c.flag("keepdims", keepDims))
        .dataFormat(c.constant("data_format", DataFormat.class, dataFormat));
  }
}
