package dev.imbrex.nn.weights;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Parameter;
import java.util.Optional;

/** How a library calls the parameters of a network in files, and how it lays them out. */
public interface Convention {
  /** This library's own: {@code conv2d/kernel}, laid out as in the model. */
  Convention IMBREX = new OwnNames();

  /**
   * That of PyTorch and torchvision: {@code layer1.0.conv1.weight}, convolutions {@code [out, in /
   * groups, h, w]}, matrices {@code [out, in]}, of which the columns behind a flattened picture go
   * channel by channel. Layers have the names of modules.
   */
  Convention TORCH = new TorchNames();

  /** Returns what people choose it by. */
  String name();

  /** Returns where in a file the numbers of a parameter are; empty if it has no place for them. */
  Optional<Place> place(Model model, Parameter parameter);

  /**
   * Returns what a name in a file is as it would be written today: some libraries have written the
   * same thing in several ways.
   */
  default String normalized(String name) {
    return name;
  }

  /** Returns whether files have this besides parameters, such as a number of steps. */
  default boolean ignores(String name) {
    return false;
  }
}
