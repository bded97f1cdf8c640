package dev.imbrex.zoo;

import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The networks that the library knows by name. */
public final class Zoo {
  private static final String PATTERN = "pattern";

  /** The only data set of photographs that the library knows, whatever their size. */
  private static final String PHOTOGRAPHS = "cifar10";

  private Zoo() {}

  /** Returns all of them. */
  public static List<Network> all() {
    List<Network> all = new ArrayList<>();
    all.add(digits("lenet5", "LeNet-5 as taught", Classics::leNet5));
    all.add(digits("simpleconvnet", "SimpleConvNet", Classics::simpleConvNet));
    all.add(
        digits(
            "mlp-84",
            "perceptron with 84 hidden units",
            (in, n) -> Classics.perceptron(in, n, 84)));
    all.add(
        digits(
            "mlp-128",
            "perceptron with 128 hidden units",
            (in, n) -> Classics.perceptron(in, n, 128)));
    all.add(digits("conv-only", "two convolutions, no pooling", Classics::convolutionsOnly));
    all.add(digits("conv-pool", "two convolutions, each pooled", Classics::convolutionsAndPooling));
    all.add(
        small(
            "vgg-small",
            "six 3x3 convolutions in the style of VGG",
            (in, n) -> Classics.smallVgg(in, n, false)));
    all.add(
        small(
            "vgg-small-bn",
            "vgg-small with batch normalisation",
            (in, n) -> Classics.smallVgg(in, n, true)));
    all.add(small("alexnet-small", "AlexNet for small pictures", AlexNet::small));
    all.add(small("googlenet-small", "GoogLeNet for small pictures", GoogLeNet::small));
    all.add(
        small(
            "resnet18-small",
            "ResNet-18 for small pictures",
            (in, n) -> ResNet.small(in, n, ResNet.RESNET18)));
    all.add(
        small("resnet20", "ResNet-20 for CIFAR-10", (in, n) -> CifarResNet.published(in, n, 3)));
    all.add(
        small("resnet56", "ResNet-56 for CIFAR-10", (in, n) -> CifarResNet.published(in, n, 9)));
    all.add(
        new Network(
            "alexnet",
            "AlexNet in two groups, as published",
            Shape.of(227, 227, 3),
            1000,
            PHOTOGRAPHS,
            (in, n) -> AlexNet.published(in, n, 2)));
    all.add(
        new Network(
            "alexnet-ungrouped",
            "AlexNet without groups",
            Shape.of(227, 227, 3),
            1000,
            PHOTOGRAPHS,
            (in, n) -> AlexNet.published(in, n, 1)));
    for (int depth : new int[] {11, 13, 16, 19}) {
      all.add(large("vgg" + depth, "VGG-" + depth, (in, n) -> Vgg.published(in, n, depth, false)));
      all.add(
          large(
              "vgg" + depth + "-bn",
              "VGG-" + depth + " with batch normalisation",
              (in, n) -> Vgg.published(in, n, depth, true)));
    }
    all.add(
        large(
            "googlenet",
            "GoogLeNet (Inception v1) with two auxiliary classifiers",
            GoogLeNet::published));
    all.add(residual("resnet18", "ResNet-18", ResNet.RESNET18));
    all.add(residual("resnet34", "ResNet-34", ResNet.RESNET34));
    all.add(residual("resnet50", "ResNet-50 in torchvision's form", ResNet.RESNET50));
    all.add(residual("resnet50-paper", "ResNet-50 as published", ResNet.RESNET50_PAPER));
    all.add(residual("resnet101", "ResNet-101 in torchvision's form", ResNet.RESNET101));
    all.add(residual("resnet101-paper", "ResNet-101 as published", ResNet.RESNET101_PAPER));
    all.add(pattern(""));
    return List.copyOf(all);
  }

  /** A network of the course texts, for digits. */
  private static Network digits(String name, String description, Network.Factory factory) {
    return new Network(name, description, Shape.of(28, 28, 1), 10, "digits", factory);
  }

  /** A network for small pictures in colour. */
  private static Network small(String name, String description, Network.Factory factory) {
    return new Network(name, description, Shape.of(32, 32, 3), 10, PHOTOGRAPHS, factory);
  }

  /** A network for photographs. */
  private static Network large(String name, String description, Network.Factory factory) {
    return new Network(name, description, Shape.of(224, 224, 3), 1000, PHOTOGRAPHS, factory);
  }

  private static Network residual(String name, String description, ResNet.Plan plan) {
    return large(name, description, (in, n) -> ResNet.published(in, n, plan));
  }

  private static Network pattern(String options) {
    Pattern p = Pattern.parse(options);
    return new Network(
        options.isEmpty() ? PATTERN : PATTERN + ":" + options,
        "[[CONV -> RELU]*N -> POOL?]*M -> [FC -> RELU]*K -> FC, as in pattern:N=2,M=2,K=1",
        Shape.of(28, 28, 1),
        10,
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
