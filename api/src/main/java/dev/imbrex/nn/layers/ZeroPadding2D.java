package dev.imbrex.nn.layers;

import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Pad;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Rows and columns of zeros around pictures: {@code [H, W, C]} to {@code [H + .., W + .., C]}. */
public final class ZeroPadding2D extends PictureLayer<ZeroPadding2D> {
  private final Padding.Explicit padding;

  private ZeroPadding2D(Padding.Explicit padding) {
    this.padding = padding;
  }

  /** Returns the layer with the same padding on all four sides. */
  public static ZeroPadding2D of(int all) {
    return of(all, all, all, all);
  }

  /** Returns the layer with h rows above and below and w columns left and right. */
  public static ZeroPadding2D of(int h, int w) {
    return of(h, h, w, w);
  }

  /** Returns the layer with padding given side by side. */
  public static ZeroPadding2D of(int top, int bottom, int left, int right) {
    return new ZeroPadding2D(new Padding.Explicit(top, bottom, left, right));
  }

  static ZeroPadding2D fromConfig(Config c) {
    Padding p = Paddings.read(c);
    if (!(p instanceof Padding.Explicit)) {
      throw new IllegalArgumentException("padding must be four numbers.");
    }
    return new ZeroPadding2D((Padding.Explicit) p)
        .dataFormat(c.constant("data_format", DataFormat.class, DataFormat.CHANNELS_LAST));
  }

  @Override
  Shape outputPicture(Shape s) {
    return Shape.of(
        s.dim(0) + padding.top() + padding.bottom(),
        s.dim(1) + padding.left() + padding.right(),
        s.dim(2));
  }

  @Override
  Value emitPicture(LayerContext context, Value x) {
    return context
        .emitter()
        .emit(
            new Pad(
                List.of(0, padding.top(), padding.left(), 0),
                List.of(0, padding.bottom(), padding.right(), 0),
                0),
            x);
  }

  @Override
  public String baseName() {
    return "zero_padding2d";
  }

  @Override
  public Map<String, Object> config() {
    return Config.map(
        "padding", Paddings.config(padding), "data_format", Config.lowerCase(dataFormat));
  }
}
