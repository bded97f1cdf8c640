package dev.imbrex.cli;

import dev.imbrex.tensor.Shape;
import dev.imbrex.zoo.Network;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that look at a network without any data: which pictures it is made for. */
final class NetworkOptions {
  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "The size of pictures (default: that which the network was made for).")
  private @Nullable String size;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "How many classes there are (default: as many as it was made for).")
  private @Nullable Integer classes;

  /** Returns whether an option was given. */
  boolean given() {
    return size != null || classes != null;
  }

  /** Returns the network as one that was made for such pictures. */
  Network apply(Network n) {
    String text = size;
    Integer count = classes;
    Shape made = n.inputShape();
    int[] wh = text == null ? new int[] {made.dim(1), made.dim(0)} : Ranges.size(text);
    return new Network(
        n.name(),
        n.description(),
        Shape.of(wh[1], wh[0], made.dim(2)),
        count == null ? n.classes() : Ranges.atLeast(1, "--classes", count),
        n.dataSet(),
        n.factory());
  }
}
