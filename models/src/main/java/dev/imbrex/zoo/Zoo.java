package dev.imbrex.zoo;

import dev.imbrex.tensor.Shape;
import java.util.List;
import java.util.stream.Collectors;

/** The networks that the library knows by name. */
public final class Zoo {
  private static final String PATTERN = "pattern";

  private Zoo() {}

  /** Returns all of them. */
  public static List<Network> all() {
    Shape digit = Shape.of(28, 28, 1);
    Shape photo = Shape.of(32, 32, 3);
    return List.of(
        new Network("lenet5", "LeNet-5 as taught", digit, "digits", Classics::leNet5),
        new Network("simpleconvnet", "SimpleConvNet", digit, "digits", Classics::simpleConvNet),
        new Network(
            "mlp-84",
            "perceptron with 84 hidden units",
            digit,
            "digits",
            (in, n) -> Classics.perceptron(in, n, 84)),
        new Network(
            "mlp-128",
            "perceptron with 128 hidden units",
            digit,
            "digits",
            (in, n) -> Classics.perceptron(in, n, 128)),
        new Network(
            "conv-only",
            "two convolutions, no pooling",
            digit,
            "digits",
            Classics::convolutionsOnly),
        new Network(
            "conv-pool",
            "two convolutions, each pooled",
            digit,
            "digits",
            Classics::convolutionsAndPooling),
        new Network(
            "vgg-small",
            "six 3x3 convolutions in the style of VGG",
            photo,
            "cifar10",
            (in, n) -> Classics.smallVgg(in, n, false)),
        new Network(
            "vgg-small-bn",
            "vgg-small with batch normalisation",
            photo,
            "cifar10",
            (in, n) -> Classics.smallVgg(in, n, true)),
        pattern(""));
  }

  private static Network pattern(String options) {
    Pattern p = Pattern.parse(options);
    return new Network(
        options.isEmpty() ? PATTERN : PATTERN + ":" + options,
        "[[CONV -> RELU]*N -> POOL?]*M -> [FC -> RELU]*K -> FC, as in pattern:N=2,M=2,K=1",
        Shape.of(28, 28, 1),
        "digits",
        p::create);
  }

  /**
   * Returns the network of a name.
   *
   * @throws IllegalArgumentException if there is none; lists those that there are
   */
  public static Network find(String name) {
    if (name.startsWith(PATTERN + ":")) {
      return pattern(name.substring(PATTERN.length() + 1));
    }
    return all().stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no network \""
                        + name
                        + "\"; choose one of "
                        + all().stream().map(Network::name).collect(Collectors.joining(", "))
                        + "."));
  }
}
