package dev.imbrex.nn.weights;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Parameter;
import java.util.Optional;

/** The names of this library. */
final class OwnNames implements Convention {
  @Override
  public String name() {
    return "imbrex";
  }

  @Override
  public Optional<Place> place(Model model, Parameter p) {
    return Optional.of(Place.plain(p.name(), p.shape()));
  }
}
