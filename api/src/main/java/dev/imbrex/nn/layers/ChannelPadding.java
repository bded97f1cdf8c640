package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Pad;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Channels of zeros behind those there are: {@code [..., C]} to {@code [..., C + n]}. Shortcuts of
 * residual networks grow in this way without parameters (He et al., 2015, section 3.3, option A).
 */
public final class ChannelPadding extends AbstractLayer<ChannelPadding> {
  private final int channels;

  private ChannelPadding(int channels) {
    if (channels < 0) {
      throw new IllegalArgumentException(
          "ChannelPadding adds 0 channels or more, not " + channels + ".");
    }
    this.channels = channels;
  }

  /** Returns the layer that adds this many channels. */
  public static ChannelPadding of(int channels) {
    return new ChannelPadding(channels);
  }

  static ChannelPadding fromConfig(Config c) {
    return of(c.integer("channels"));
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() == 0) {
      throw new ShapeException("ChannelPadding expects channels, but gets single numbers.");
    }
    int[] d = input.toArray();
    d[d.length - 1] += channels;
    return Shape.of(d);
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    List<Integer> none = Collections.nCopies(x.shape().rank(), 0);
    List<Integer> after = new ArrayList<>(none);
    after.set(after.size() - 1, channels);
    return context.emitter().emit(new Pad(none, after, 0), x);
  }

  @Override
  public String baseName() {
    return "channel_padding";
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("channels", channels);
  }
}
