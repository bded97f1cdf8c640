package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;

/**
 * What layers on pictures have in common: the order of the axes, which is that of the library
 * inside.
 *
 * @param <L> the layer's own class
 */
public abstract class PictureLayer<L extends PictureLayer<L>> extends AbstractLayer<L> {
  DataFormat dataFormat = DataFormat.CHANNELS_LAST;

  PictureLayer() {}

  /** Returns this layer with another order of axes on its outside; CHANNELS_LAST by default. */
  public L dataFormat(DataFormat format) {
    return with(l -> l.dataFormat = format);
  }

  /** Returns the shape of the result {@code [H, W, C]} for a picture {@code [H, W, C]}. */
  abstract Shape outputPicture(Shape picture);

  /** Emits the layer on pictures {@code [N, H, W, C]}. */
  abstract Value emitPicture(LayerContext context, Value x);

  @Override
  public Shape outputShape(Shape input) {
    return outside(outputPicture(picture(input)));
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    if (dataFormat == DataFormat.CHANNELS_LAST) {
      return emitPicture(context, x);
    }
    return context.channelsFirst(emitPicture(context, context.channelsLast(x)));
  }

  /** Returns the shape of one example as {@code [H, W, C]}. */
  final Shape picture(Shape input) {
    boolean first = dataFormat == DataFormat.CHANNELS_FIRST;
    if (input.rank() != 3) {
      throw new ShapeException(
          type()
              + " expects pictures "
              + (first ? "[C, H, W]" : "[H, W, C]")
              + ", but gets "
              + input
              + " for each example; use Reshape to make pictures of them.");
    }
    return first ? Shape.of(input.dim(1), input.dim(2), input.dim(0)) : input;
  }

  private Shape outside(Shape picture) {
    return dataFormat == DataFormat.CHANNELS_FIRST
        ? Shape.of(picture.dim(2), picture.dim(0), picture.dim(1))
        : picture;
  }
}
