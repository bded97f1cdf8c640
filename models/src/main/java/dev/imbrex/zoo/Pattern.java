package dev.imbrex.zoo;

import static dev.imbrex.nn.activation.ActivationFunction.RELU;

import dev.imbrex.nn.Layer;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Sequential;
import dev.imbrex.nn.init.Initializer;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.Flatten;
import dev.imbrex.nn.layers.Input;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.op.Padding;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The general pattern INPUT -> [[CONV -> RELU]*N -> POOL?]*M -> [FC -> RELU]*K -> FC.
 *
 * <p>With N = M = K = 0 it is a linear classifier.
 *
 * @param n convolutions before each pooling
 * @param m repetitions of that
 * @param k hidden fully connected layers
 * @param filters of the first convolutions; twice as many after each pooling
 * @param kernel width and height of a convolution
 * @param units of a hidden layer
 * @param pool whether there is pooling at all
 */
public record Pattern(int n, int m, int k, int filters, int kernel, int units, boolean pool) {
  private static final Map<String, Integer> DEFAULTS = defaults();

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Pattern {
    if (n < 0 || m < 0 || k < 0 || n > 16 || m > 16 || k > 16) {
      throw new IllegalArgumentException(
          "N, M and K of a pattern are from 0 to 16, but got " + n + ", " + m + ", " + k + ".");
    }
    if (filters < 1 || kernel < 1 || units < 1) {
      throw new IllegalArgumentException(
          "Filters, kernel and units of a pattern are at least 1, but got "
              + filters
              + ", "
              + kernel
              + ", "
              + units
              + ".");
    }
  }

  private static Map<String, Integer> defaults() {
    Map<String, Integer> d = new LinkedHashMap<>();
    d.put("N", 1);
    d.put("M", 2);
    d.put("K", 1);
    d.put("filters", 16);
    d.put("kernel", 3);
    d.put("units", 128);
    d.put("pool", 1);
    return d;
  }

  /**
   * Reads a pattern such as {@code N=2,M=2,K=1,filters=32}; what is missing has its default.
   *
   * @throws IllegalArgumentException if it can not be read
   */
  public static Pattern parse(String text) {
    Map<String, Integer> v = new LinkedHashMap<>(DEFAULTS);
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      String[] pair = part.split("=", 2);
      try {
        if (pair.length != 2
            || v.replace(pair[0].trim(), Integer.parseInt(pair[1].trim())) == null) {
          throw wrong(part);
        }
      } catch (NumberFormatException e) {
        throw wrong(part);
      }
    }
    return new Pattern(
        get(v, "N"),
        get(v, "M"),
        get(v, "K"),
        get(v, "filters"),
        get(v, "kernel"),
        get(v, "units"),
        get(v, "pool") != 0);
  }

  private static int get(Map<String, Integer> values, String name) {
    return values.getOrDefault(name, 0);
  }

  private static IllegalArgumentException wrong(String part) {
    return new IllegalArgumentException(
        "A pattern has options such as N=2, but got \""
            + part
            + "\"; there are "
            + String.join(", ", DEFAULTS.keySet())
            + ", each with a whole number.");
  }

  /** Makes the network; convolutions keep the size of the picture. */
  public Model create(Shape input, int classes) {
    List<Layer> layers = new ArrayList<>();
    layers.add(Input.of(input.toArray()));
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        layers.add(
            Conv2D.of(filters << i, kernel)
                .padding(Padding.SAME)
                .activation(RELU)
                .kernelInitializer(Initializer.HE_NORMAL));
      }
      if (pool) {
        layers.add(MaxPool2D.of(2));
      }
    }
    layers.add(Flatten.of());
    for (int i = 0; i < k; i++) {
      layers.add(Dense.of(units).activation(RELU).kernelInitializer(Initializer.HE_NORMAL));
    }
    layers.add(Dense.of(classes));
    return Sequential.of(layers);
  }
}
