package dev.imbrex.report;

import dev.imbrex.nn.LayerNode;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Parameter;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The numbers that the first layer with parameters multiplies a picture with, as pictures: what
 * each of its filters or units looks for.
 */
final class FilterPictures {
  private static final int COLUMNS = 8;
  private static final int MOST = 64;

  private FilterPictures() {}

  /** Returns the filters in a grid, unless the layer is of another kind. */
  static Optional<Exhibit> of(Model model) {
    return model.parameters().stream()
        .filter(Parameter::trainable)
        .findFirst()
        .flatMap(p -> kernel(model, p));
  }

  private static Optional<Exhibit> kernel(Model model, Parameter p) {
    Shape picture = model.inputShape();
    HostTensor k = model.parameter(p.name());
    if (picture.rank() != 3) {
      return Optional.empty();
    }
    if (p.shape().rank() == 4) {
      return Optional.of(
          exhibit(p, k, p.shape().dim(0), p.shape().dim(1), p.shape().dim(2), "filters"));
    }
    LayerNode layer =
        model.nodes().stream().filter(n -> n.name().equals(p.layer())).findFirst().orElseThrow();
    boolean ofPixels =
        p.shape().rank() == 2
            && p.shape().dim(0) == picture.intSize()
            && layer.inputShape().rank() == 1;
    return ofPixels
        ? Optional.of(exhibit(p, k, picture.dim(0), picture.dim(1), picture.dim(2), "units"))
        : Optional.empty();
  }

  private static Exhibit exhibit(
      Parameter p, HostTensor k, int height, int width, int channels, String what) {
    int count = p.shape().dim(-1);
    double[] v = k.toDoubles();
    List<Bitmap> tiles = new ArrayList<>();
    for (int f = 0; f < Math.min(count, MOST); f++) {
      tiles.add(tile(v, f, count, height, width, channels));
    }
    String caption =
        channels == 3
            ? String.format("the %s of %s in colour, grey where a number is zero", what, p.layer())
            : String.format("the %s of %s: red above, blue below, grey at zero", what, p.layer());
    return Exhibit.of(Exhibit.Kind.FILTERS, p.layer(), caption, Bitmap.grid(tiles, COLUMNS));
  }

  /** Returns one filter on a scale of its own; of many channels the mean. */
  private static Bitmap tile(double[] v, int f, int count, int h, int w, int channels) {
    double most = 0;
    for (int i = f; i < v.length; i += count) {
      most = Math.max(most, Math.abs(v[i]));
    }
    double scale = most > 0 ? 1 / most : 0;
    int[] argb = new int[h * w];
    for (int i = 0; i < argb.length; i++) {
      double[] c = new double[channels];
      double mean = 0;
      for (int j = 0; j < channels; j++) {
        c[j] = v[(i * channels + j) * count + f] * scale;
        mean += c[j] / channels;
      }
      argb[i] =
          channels == 3 ? Colours.of(grey(c[0]), grey(c[1]), grey(c[2])) : Colours.aroundZero(mean);
    }
    return new Bitmap(h, w, argb);
  }

  private static int grey(double share) {
    return (int) Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, share)));
  }
}
