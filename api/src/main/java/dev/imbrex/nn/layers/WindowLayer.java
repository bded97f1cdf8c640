package dev.imbrex.nn.layers;

import dev.imbrex.nn.ReceptiveField;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * What layers that slide a window over pictures have in common.
 *
 * @param <L> the layer's own class
 */
public abstract class WindowLayer<L extends WindowLayer<L>> extends PictureLayer<L> {
  Window window;

  WindowLayer(Window window) {
    this.window = window;
  }

  /** Returns the window. */
  public Window window() {
    return window;
  }

  /** Returns this layer with the same stride down and across. */
  public L strides(int stride) {
    return strides(stride, stride);
  }

  /** Returns this layer with strides down and across. */
  public L strides(int h, int w) {
    return with(l -> l.window = window.withStrides(h, w));
  }

  /** Returns this layer with another padding; VALID by default. */
  public L padding(Padding padding) {
    return with(l -> l.window = padded(padding));
  }

  private Window padded(Padding padding) {
    Window w = window;
    return new Window(
        w.kernelH(), w.kernelW(), w.strideH(), w.strideW(), w.dilationH(), w.dilationW(), padding);
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return before.through(window);
  }

  /** Adds the options that all these layers have. */
  void putCommon(Map<String, Object> config) {
    config.put("strides", List.of(window.strideH(), window.strideW()));
    config.put("padding", Paddings.config(window.padding()));
    config.put("data_format", Config.lowerCase(dataFormat));
  }

  /** Returns this layer with the options that {@link #putCommon} has written. */
  L readCommon(Config c) {
    L l = padding(Paddings.read(c));
    l = l.dataFormat(c.constant("data_format", DataFormat.class, dataFormat));
    if (c.has("strides")) {
      int[] s = c.pair("strides");
      l = l.strides(s[0], s[1]);
    }
    return l;
  }
}
