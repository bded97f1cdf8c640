package dev.imbrex.opencl.tune;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An op and its input types as a line of text: {@code Conv2d kernel=5x5 stride=1x1 dilation=1x1
 * padding=same groups=1 of 64x28x28x1 5x5x1x6}. Nothing that is read can do anything but fail.
 */
final class OpText {
  private static final String OF = " of ";

  private OpText() {}

  static String of(OpShape s) {
    return s.op().name()
        + " "
        + attributes(s.op())
        + OF
        + s.inputs().stream().map(t -> times(t.shape().toArray())).collect(Collectors.joining(" "));
  }

  private static String attributes(Op op) {
    if (op instanceof Conv2d c) {
      return window(c.window(), c.groups());
    } else if (op instanceof Conv2dFilterGrad g) {
      return window(g.window(), g.groups());
    } else if (op instanceof Conv2dInputGrad g) {
      return window(g.window(), g.groups()) + " size=" + times(g.inH(), g.inW());
    } else if (op instanceof ConvBiasActivation c) {
      return window(c.window(), c.groups()) + activation(c.activation(), c.keepArgument());
    } else if (op instanceof MatMulBiasActivation m) {
      return transposed(m.transposeA(), m.transposeB())
          + activation(m.activation(), m.keepArgument());
    }
    MatMul m = (MatMul) op;
    return transposed(m.transposeA(), m.transposeB());
  }

  private static String window(Window w, int groups) {
    Padding p = w.padding();
    String padding = p instanceof Padding.Same ? "same" : "valid";
    if (p instanceof Padding.Explicit e) {
      padding = times(e.top(), e.bottom(), e.left(), e.right());
    }
    return "kernel="
        + times(w.kernelH(), w.kernelW())
        + " stride="
        + times(w.strideH(), w.strideW())
        + " dilation="
        + times(w.dilationH(), w.dilationW())
        + " padding="
        + padding
        + " groups="
        + groups;
  }

  private static String transposed(boolean a, boolean b) {
    return "transposed=" + (a ? b ? "both" : "left" : b ? "right" : "none");
  }

  private static String activation(Activation a, boolean keep) {
    return " activation=" + a.fn() + " alpha=" + a.alpha() + " keep=" + keep;
  }

  private static String times(int... numbers) {
    return Arrays.stream(numbers).mapToObj(String::valueOf).collect(Collectors.joining("x"));
  }

  static OpShape parse(String text) {
    try {
      int of = text.indexOf(OF);
      if (of < 0) {
        throw new IllegalArgumentException("it has no types");
      }
      List<String> words = List.of(text.substring(0, of).split(" "));
      Map<String, String> values = new HashMap<>();
      for (String word : words.subList(1, words.size())) {
        int sign = word.indexOf('=');
        values.put(word.substring(0, Math.max(0, sign)), word.substring(sign + 1));
      }
      List<TensorType> inputs = new ArrayList<>();
      for (String type : text.substring(of + OF.length()).split(" ")) {
        inputs.add(TensorType.f32(Shape.of(numbers(type, 0))));
      }
      return new OpShape(new Attributes(values).op(words.get(0)), inputs);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no op with types: " + e.getMessage(), e);
    }
  }

  private static int[] numbers(String text, int count) {
    int[] n = Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray();
    if (count > 0 && n.length != count) {
      throw new IllegalArgumentException(count + " numbers are expected in " + text);
    }
    if (IntStream.of(n).anyMatch(i -> i < 0)) {
      throw new IllegalArgumentException("there is a number below 0 in " + text);
    }
    return n;
  }

  /** The attributes of an op by name. */
  private record Attributes(Map<String, String> values) {
    Op op(String name) {
      switch (name) {
        case "Conv2d":
          return new Conv2d(window(), groups());
        case "Conv2dFilterGrad":
          return new Conv2dFilterGrad(window(), groups());
        case "Conv2dInputGrad":
          int[] size = numbers(get("size"), 2);
          return new Conv2dInputGrad(window(), groups(), size[0], size[1]);
        case "ConvBiasActivation":
          return new ConvBiasActivation(window(), groups(), activation(), is("keep", "true"));
        case "MatMul":
          return new MatMul(left(), right());
        case "MatMulBiasActivation":
          return new MatMulBiasActivation(left(), right(), activation(), is("keep", "true"));
        default:
          throw new IllegalArgumentException("there is no op " + name);
      }
    }

    private String get(String key) {
      String value = values.get(key);
      if (value == null) {
        throw new IllegalArgumentException(key + " is missing");
      }
      return value;
    }

    private boolean is(String key, String value) {
      return get(key).equals(value);
    }

    private boolean left() {
      return is("transposed", "left") || is("transposed", "both");
    }

    private boolean right() {
      return is("transposed", "right") || is("transposed", "both");
    }

    private int groups() {
      return Integer.parseInt(get("groups"));
    }

    private Activation activation() {
      return new Activation(
          ActivationFn.valueOf(get("activation")), Double.parseDouble(get("alpha")));
    }

    private Window window() {
      int[] kernel = numbers(get("kernel"), 2);
      int[] stride = numbers(get("stride"), 2);
      int[] dilation = numbers(get("dilation"), 2);
      return new Window(
          kernel[0], kernel[1], stride[0], stride[1], dilation[0], dilation[1], padding());
    }

    private Padding padding() {
      if (is("padding", "same")) {
        return Padding.SAME;
      } else if (is("padding", "valid")) {
        return Padding.VALID;
      }
      int[] sides = numbers(get("padding"), 4);
      return Padding.of(sides[0], sides[1], sides[2], sides[3]);
    }
  }
}
